import { defineConfig } from 'vite';

// One script that can be given to a page which loads nothing from elsewhere.
export default defineConfig({
  publicDir: false,
  build: {
    target: 'safari16.4',
    lib: { entry: 'bench/bareEditor.ts', formats: ['iife'], name: 'bare', fileName: () => 'bare-editor.js' },
    emptyOutDir: true,
    reportCompressedSize: false,
  },
});
