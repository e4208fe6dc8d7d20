/** The time as the window shows it: moved on every half minute, and not at all while the window is hidden. */
export class Now {
  at = $state.raw(new Date());
  /** Whether anybody can see the window: what ticks on its own stands still while nobody can. */
  seen = $state(true);
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor() {
    document.addEventListener('visibilitychange', () => this.#follow());
    this.#follow();
  }

  #follow(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.seen = document.visibilityState !== 'hidden';
    if (!this.seen) return;
    this.at = new Date();
    this.#timer = setInterval(() => (this.at = new Date()), 30_000);
  }
}
