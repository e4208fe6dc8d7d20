/**
 * The rep's settings and what they do to the page. The core keeps them; a change shows at once and is told shortly after, so
 * that dragging the list's edge is one write and not hundreds. Only what the rep changed is told: what the tray or another
 * window changes meanwhile stays.
 */
import type { Backend } from '../backend/contract';
import { defaultSettings } from '../bindings/defaultSettings';
import type { Settings } from '../bindings/Settings';
import { language } from '../i18n/index.svelte';
import { changed, together, type Changes } from './changes';

const wait = 200;

export class RepSettings {
  current = $state.raw<Settings>(defaultSettings);
  /** What the core is not told yet, and what is on its way to it. */
  #waiting: Changes | null = null;
  #leaving: Changes | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told: Promise<void> = Promise.resolve();
  #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(
    private readonly backend: Backend,
    private readonly onFailure: (thrown: unknown) => void,
  ) {
    this.#dark.addEventListener('change', () => this.apply());
    addEventListener('languagechange', () => this.apply());
  }

  /** Takes what the core has. The rep's own changes that it does not have yet lie over it. */
  take(settings: Settings): void {
    this.current = changed(changed(settings, this.#leaving ?? {}), this.#waiting ?? {});
    this.apply();
  }

  change(changes: Changes): void {
    this.current = changed(this.current, changes);
    this.apply();
    this.#waiting = together(this.#waiting ?? {}, changes);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  /** Tells the core what waits, and resolves when it has everything. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#told = this.#told.then(() => this.#tell());
    return this.#told;
  }

  async refresh(): Promise<void> {
    this.take(await this.backend.call('settings', null));
  }

  /** Puts theme and language on the page. */
  apply(): void {
    const { theme, locale } = this.current;
    document.documentElement.dataset.theme = theme === 'system' ? (this.#dark.matches ? 'dark' : 'light') : theme;
    language.use(locale);
  }

  async #tell(): Promise<void> {
    const changes = this.#waiting;
    if (changes === null) return;
    [this.#waiting, this.#leaving] = [null, changes];
    try {
      const kept = await this.backend.call('changeSettings', changes);
      this.#leaving = null;
      this.take(kept);
    } catch (thrown) {
      this.#leaving = null;
      this.onFailure(thrown);
      // What was not kept is not shown as if it were.
      await this.refresh().catch(() => undefined);
    }
  }
}
