/** A snippet while it is being written, until it is kept. */
import { CallFailed } from '../../backend/contract';
import type { SnippetText } from '../../bindings/SnippetText';
import { t } from '../../i18n/index.svelte';
import type { Snippets } from '../../state/snippets.svelte';

export class SnippetDraft {
  says = $state.raw<SnippetText>({ key: '', title: '', body: '', folder: '', tags: [], language: null, files: [] });
  /** Null until it was kept for the first time. */
  id = $state<string | null>(null);
  /** Why it could not be kept. */
  problem = $state<string | null>(null);
  #kept = $state.raw<SnippetText | null>(null);
  #keeping: Promise<boolean> = Promise.resolve(true);
  readonly changed = $derived(this.says !== this.#kept);

  constructor(
    private readonly snippets: Snippets,
    says: SnippetText,
    id: string | null,
    /** The pack of the team's that it comes from: it cannot be changed here. */
    readonly shared: string | null = null,
  ) {
    this.says = says;
    this.id = id;
    // A copy is not kept yet, a new one without a word need not be.
    this.#kept = id !== null || (says.title === '' && says.body === '') ? says : null;
  }

  change(patch: Partial<SnippetText>): void {
    this.problem = null;
    this.says = { ...this.says, ...patch };
  }

  /** Keeps what was changed. False when that is not possible; why is then said. Asked for twice it is kept once. */
  keep(): Promise<boolean> {
    this.#keeping = this.#keeping.then(() => this.#keep());
    return this.#keeping;
  }

  /** Resolves once what is being kept is kept. */
  async settled(): Promise<void> {
    await this.#keeping;
  }

  async #keep(): Promise<boolean> {
    const { says } = this;
    if (!this.changed) return true;
    try {
      this.id = await this.snippets.save(says, this.id);
      this.#kept = says;
      return true;
    } catch (thrown) {
      this.problem = t('snippets.notKept', { reason: CallFailed.from(thrown).message });
      return false;
    }
  }

  /** Puts aside what was changed. */
  forget(): void {
    this.problem = null;
    this.says = this.#kept ?? { key: '', title: '', body: '', folder: '', tags: [], language: null, files: [] };
    this.#kept = this.says;
  }
}
