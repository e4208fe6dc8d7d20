/**
 * The code of the page that the rep writes on. It is a third of the window's code, so it is fetched once the window is
 * painted and not before: a start waits for the inbox alone.
 */
import type { Writing } from './writing';

class PageCode {
  /** What makes a page; null for the first moment of a window. */
  Writing = $state.raw<typeof Writing | null>(null);
  #asked = false;

  /** Fetches it after the next frame, once. */
  bring(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => setTimeout(() => void import('./writing').then((code) => (this.Writing = code.Writing))));
  }
}

export const pageCode = new PageCode();
