/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vite';

// The page is served from Tauri's own scheme, and by `bellhop serve` from a path that holds a secret: every address in it
// is relative. Nothing is inlined into the page or as a data address, so a strict content security policy holds.
export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [svelte(), mode === 'test' ? svelteTesting() : []],
  build: {
    target: 'safari16.4',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  clearScreen: false,
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { width: 1440, height: 900 } },
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    // Only a test that hangs waits for it; a busy machine draws a whole window slowly.
    testTimeout: 60_000,
    restoreMocks: true,
  },
}));
