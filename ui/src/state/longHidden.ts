/**
 * Gives the page's memory back when nobody has seen the window for long. The shell ends the page's process then, and loads
 * the page again when the window is seen. A page that holds something which is nowhere else is kept.
 */
import type { Backend } from '../backend/contract';

/** How long nobody has seen the window then: whoever looks at something else for a while comes back to everything as it was. */
const long = 10 * 60_000;

/** What would be lost with the page. */
interface Held {
  /** The page does, or shows, something that the desk knows nothing of. */
  holds(): boolean;
  /** Writes what the desk has not been given yet. */
  flush(): Promise<unknown>;
}

export class LongHidden {
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly page: Held,
  ) {
    document.addEventListener('visibilitychange', () => this.#follow());
    this.#follow();
  }

  #follow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = document.visibilityState === 'hidden' ? setTimeout(() => void this.#letGo(), long) : null;
  }

  async #letGo(): Promise<void> {
    await this.page.flush();
    if (this.page.holds()) this.#follow();
    // A page that could not be ended asks again.
    else await this.backend.letGo().catch(() => this.#follow());
  }
}
