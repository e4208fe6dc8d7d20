/**
 * An element over the whole screen; over the whole window where the desktop does not give the screen. Esc ends either.
 */
export class Fullscreen {
  /** It fills the screen or the window. */
  on = $state(false);
  /** It fills the window, for want of the screen. */
  filled = $state(false);
  #element: HTMLElement | null = null;

  /** Follows an element. Gives what ends it. */
  follow(element: HTMLElement): () => void {
    this.#element = element;
    const changed = () => {
      if (document.fullscreenElement === element) this.#set(true);
      else if (this.on && !this.filled) this.#set(false);
    };
    document.addEventListener('fullscreenchange', changed);
    return () => {
      document.removeEventListener('fullscreenchange', changed);
      void this.leave();
      this.#element = null;
    };
  }

  async toggle(): Promise<void> {
    if (this.on) return this.leave();
    const element = this.#element;
    if (element === null) return;
    this.#set(true);
    try {
      await element.requestFullscreen();
    } catch {
      this.filled = this.on;
    }
  }

  #set(on: boolean): void {
    this.on = on;
    if (!on) this.filled = false;
    // WebKit paints the scroll bars of what lies below over everything.
    document.documentElement.toggleAttribute('data-full', on);
  }

  async leave(): Promise<void> {
    this.#set(false);
    if (document.fullscreenElement !== null && document.fullscreenElement === this.#element) await document.exitFullscreen().catch(() => undefined);
  }
}
