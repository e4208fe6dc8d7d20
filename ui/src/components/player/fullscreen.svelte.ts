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
      if (document.fullscreenElement === element) this.on = true;
      else if (!this.filled) this.on = false;
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
    this.on = true;
    try {
      await element.requestFullscreen();
    } catch {
      this.filled = this.on;
    }
  }

  async leave(): Promise<void> {
    this.on = false;
    this.filled = false;
    if (document.fullscreenElement !== null && document.fullscreenElement === this.#element) await document.exitFullscreen().catch(() => undefined);
  }
}
