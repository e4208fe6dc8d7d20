/** A page with nothing on it but TipTap as it comes: what the bench of typing holds the composer against. */
import { Editor } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';

declare global {
  interface Window {
    bareEditor: (element: HTMLElement, content: string) => Editor;
  }
}

window.bareEditor = (element, content) => new Editor({ element, content, extensions: [StarterKit] });
