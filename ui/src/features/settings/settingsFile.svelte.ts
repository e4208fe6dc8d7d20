/**
 * All settings at once: written to a file, taken in from one, put back. What a file would change is shown before it does, and
 * what was done can be undone.
 */
import { CallFailed, type Backend } from '../../backend/contract';
import type { Settings } from '../../bindings/Settings';
import { t } from '../../i18n/index.svelte';
import type { Announcer } from '../../state/announcer.svelte';
import type { RepSettings } from '../../state/settings.svelte';
import { preferencesOf, type Preference } from './preferences';

/** The most bytes that are read; the core says what is wrong with the rest. */
const largest = 64 * 1024;

/** What neither a file nor a reset touches. */
const apart = ['listWidth', 'contextOpen', 'hubOn'];

interface Parts {
  backend: Backend;
  settings: RepSettings;
  announcer: Announcer;
}

export class SettingsFile {
  /** A file that was looked at. */
  preview = $state.raw<{ text: string; changes: Preference[]; unknown: string[] } | null>(null);
  /** What was done last, in the language that it may have brought, and what was there before. */
  done = $state.raw<{ said: () => string; before: Settings | null } | null>(null);
  problem = $state<string | null>(null);
  busy = $state(false);
  #left = false;

  constructor(private readonly parts: Parts) {}

  /** Has the rep say where the file goes. */
  async export(): Promise<void> {
    const { backend } = this.parts;
    await this.#do(async () => {
      const text = await backend.call('exportSettings', null);
      if (await backend.saveText({ name: 'bellhop-settings.json', text })) this.#tell(() => t('settingsFile.exported'), null);
    });
  }

  /** Shows what a file would change. */
  async look(file: Blob): Promise<void> {
    await this.#do(async () => {
      if (file.size > largest) throw new CallFailed('notPossible', t('settingsFile.tooLarge'));
      const text = await file.text();
      const { changed, unknown } = await this.parts.backend.call('checkSettings', { text });
      this.preview = { text, changes: preferencesOf(changed), unknown };
    });
  }

  /** Takes in what was looked at. */
  async takeIn(): Promise<void> {
    const { preview } = this;
    if (preview === null) return;
    await this.#replace(async () => {
      const { changed } = await this.parts.backend.call('importSettings', { text: preview.text });
      const count = preferencesOf(changed).length;
      return () => t('settingsFile.imported', { count });
    });
  }

  async reset(): Promise<void> {
    await this.#replace(async () => {
      await this.parts.backend.call('resetSettings', null);
      return () => t('settingsFile.reset');
    });
  }

  /** Everything as it was before the last file or reset. */
  async undo(): Promise<void> {
    const before = this.done?.before;
    if (!before) return;
    const changes = Object.fromEntries(Object.entries(before).filter(([name]) => !apart.includes(name)));
    await this.#do(async () => {
      this.parts.settings.change(changes);
      await this.parts.settings.flush();
      this.#tell(() => t('settingsFile.undone'), null);
    });
  }

  /** The dialog closes: what can be undone can be undone for a moment longer, and what is still to be said is told aside. */
  leave(): void {
    this.#left = true;
    if (this.done?.before) this.#note(this.done);
  }

  /** Takes away what is said. */
  dismiss(): void {
    [this.preview, this.done, this.problem] = [null, null, null];
  }

  async #replace(how: () => Promise<() => string>): Promise<void> {
    const { settings } = this.parts;
    await this.#do(async () => {
      const before = settings.current;
      const said = await how();
      await settings.refresh();
      this.#tell(said, before);
    });
  }

  #tell(said: () => string, before: Settings | null): void {
    this.done = { said, before };
    if (this.#left) this.#note(this.done);
    else this.parts.announcer.say(said());
  }

  #note({ said, before }: { said: () => string; before: Settings | null }): void {
    this.parts.announcer.tell(said(), before && { label: t('settingsFile.undo'), run: () => void this.undo() });
  }

  async #do(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      // What the rep changed a moment ago counts as well.
      await this.parts.settings.flush();
      this.dismiss();
      await what();
    } catch (thrown) {
      this.problem = t('errors.command', { reason: CallFailed.from(thrown).message });
      if (this.#left) this.parts.announcer.fail(this.problem);
    } finally {
      this.busy = false;
    }
  }
}
