/**
 * The rep's settings and what they do to the page. The core keeps them; a change shows at once and is written shortly
 * after, so that dragging the list's edge is one write and not hundreds.
 */
import type { Backend } from '../backend/contract';
import type { Settings } from '../bindings/Settings';
import { language } from '../i18n/index.svelte';

const initial: Settings = { theme: 'system', locale: 'system', listWidth: 360, contextOpen: true, singleKeys: true, hubOn: true, voiceRate: 1, musicRate: 1, mediaCapMb: 4096, undoChatSeconds: 0, undoEmailSeconds: 10, alerts: { on: true, classes: { unassigned: { on: true, sound: 'message' }, assignedToMe: { on: true, sound: 'message' }, replyOnMine: { on: true, sound: 'message' }, replyElsewhere: { on: false, sound: 'none' }, mention: { on: true, sound: 'bell' }, slaWarning: { on: true, sound: 'bell' }, slaBreach: { on: true, sound: 'warning' }, sendFailed: { on: true, sound: 'warning' } }, quietChannels: [], quietViews: [], quietHours: [], mutedUntil: null, private: false, respectDesktop: true, breakThrough: true }, desktop: { closeToTray: true, startAtLogin: false, summon: false, summonKeys: 'Super+Shift+B' } };
const wait = 200;

export class RepSettings {
  current = $state.raw<Settings>(initial);
  #writing: ReturnType<typeof setTimeout> | null = null;
  #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(
    private readonly backend: Backend,
    private readonly onFailure: (thrown: unknown) => void,
  ) {
    this.#dark.addEventListener('change', () => this.apply());
    addEventListener('languagechange', () => this.apply());
  }

  /** Takes what the core has, unless the rep's own change is still on its way there. */
  take(settings: Settings): void {
    if (this.#writing !== null) {
      // The hub is switched by a call of its own: a write that waits must not switch it back.
      this.current = { ...this.current, hubOn: settings.hubOn };
      return;
    }
    this.current = settings;
    this.apply();
  }

  change(patch: Partial<Settings>): void {
    this.current = { ...this.current, ...patch };
    this.apply();
    if (this.#writing !== null) clearTimeout(this.#writing);
    this.#writing = setTimeout(() => void this.#write(), wait);
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

  async #write(): Promise<void> {
    this.#writing = null;
    try {
      await this.backend.call('setSettings', this.current);
    } catch (thrown) {
      this.onFailure(thrown);
    }
  }
}
