/**
 * What is said often. The desk keeps and finds it; here is what the window holds of it, so that a key that is typed is known
 * at once, and the one way in which a snippet becomes words of a draft.
 */
import type { Backend, Stale } from '../backend/contract';
import { CallFailed } from '../backend/contract';
import type { FilledSnippet } from '../bindings/FilledSnippet';
import type { SnippetText } from '../bindings/SnippetText';
import type { SnippetTrouble } from '../bindings/SnippetTrouble';
import type { SnippetView } from '../bindings/SnippetView';
import { language, t } from '../i18n/index.svelte';
import type { Announcer } from './announcer.svelte';
import type { Composer } from './composer.svelte';
import { concerns } from './desk.svelte';
import type { Words } from './draft';
import type { Choice, Offer } from './picking.svelte';

/** Lines of a typed list. */
const most = 30;

export interface SnippetParts {
  composer: Composer;
  announcer: Announcer;
}

export class Snippets {
  /** All of them, by title. */
  all = $state.raw<SnippetView[]>([]);
  readonly folders = $derived([...new Set(this.all.map((one) => one.folder).filter((folder) => folder !== ''))].sort((a, b) => a.localeCompare(b)));

  constructor(
    private readonly backend: Backend,
    private readonly parts: SnippetParts,
  ) {}

  async refresh(): Promise<void> {
    this.all = await this.search('');
  }

  hear(stale: Stale): void {
    // What cannot be read now is read with the next change; the window keeps what it has.
    if (concerns(stale, 'snippets')) this.refresh().catch(() => undefined);
  }

  /** The snippets that a few letters mean, the best first. */
  search(query: string): Promise<SnippetView[]> {
    return this.backend.call('snippets', { search: query });
  }

  /** The snippet of a key, however it is typed. */
  ofKey(key: string): SnippetView | null {
    const typed = key.toLowerCase();
    return this.all.find((one) => one.key !== '' && one.key.toLowerCase() === typed) ?? null;
  }

  /** What a body says in the conversation that is open. */
  fill({ body, language: own }: Pick<SnippetText, 'body' | 'language'>): Promise<FilledSnippet> {
    return this.backend.call('fillSnippet', { body, language: own ?? language.code, thread: this.parts.composer.thread });
  }

  /** A snippet's words for the draft, its files already with it. Null when it cannot be filled; why is told. */
  async words(snippet: SnippetView): Promise<Words | null> {
    const { composer, announcer } = this.parts;
    const { thread, mode } = composer;
    try {
      const filled = await this.fill(snippet);
      if (filled.trouble !== null) {
        announcer.fail(t('snippets.broken', { title: snippet.title, why: troubleWords(filled.trouble) }));
        return null;
      }
      if (thread !== null) for (const file of snippet.files) await composer.addFile(thread, mode, file);
      if (filled.unresolved.length > 0) announcer.say(t('snippets.toFill', { count: filled.unresolved.length }));
      return { text: filled.text, html: filled.html };
    } catch (thrown) {
      announcer.fail(t('errors.command', { reason: CallFailed.from(thrown).message }));
      return null;
    }
  }

  /** Puts a snippet at the cursor. */
  async insert(snippet: SnippetView): Promise<void> {
    const words = await this.words(snippet);
    if (words !== null) this.parts.composer.insert(words);
  }

  /** Keeps a snippet; a new one without an id, one that was removed with the file that it had. Gives its id. Fails as the call does. */
  async save(text: SnippetText, id: string | null, file: string | null = null): Promise<string> {
    const kept = await this.backend.call('saveSnippet', { ...text, id, file });
    await this.refresh();
    return kept;
  }

  async remove(snippet: string): Promise<void> {
    await this.backend.call('removeSnippet', { snippet });
    await this.refresh();
  }

  /** What is offered when its sign is typed. */
  offer(): Offer {
    return {
      name: () => t('snippets.list'),
      when: () => this.all.length > 0,
      choices: async (query) => (await this.search(query)).slice(0, most).map((snippet) => this.#choice(snippet)),
    };
  }

  #choice(snippet: SnippetView): Choice {
    return {
      id: snippet.id,
      label: snippet.title,
      ...(snippet.key !== '' && { hint: `#${snippet.key}` }),
      team: snippet.shared !== null,
      preview: { fill: () => this.fill(snippet), files: snippet.files },
      take: () => this.words(snippet),
    };
  }
}

/** Why a snippet cannot be filled. */
export function troubleWords({ kind, line, detail }: SnippetTrouble): string {
  return t(`snippets.trouble.${kind}`, { line, detail });
}

export const newSnippet = (): SnippetText => ({ key: '', title: '', body: '', folder: '', tags: [], language: null, files: [] });
