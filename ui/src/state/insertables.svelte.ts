/**
 * What can be put into an answer besides words and snippets: meeting links, documents, articles, quotes, videos. One picker
 * for all of them: what it shows is what the desk has, with or without a network, and opening it asks sync to look again.
 */
import type { Backend, Stale } from '../backend/contract';
import { CallFailed } from '../backend/contract';
import type { InsertableKind } from '../bindings/InsertableKind';
import type { InsertablesView } from '../bindings/InsertablesView';
import type { InsertableView } from '../bindings/InsertableView';
import type { TextStyle } from '../bindings/TextStyle';
import { t } from '../i18n/index.svelte';
import { fold } from '../words/fold';
import type { Composer } from './composer.svelte';
import { concerns } from './desk.svelte';
import type { Words } from './draft';
import type { Limits } from './limits';
import type { Choice, Offer } from './picking.svelte';
import { fromAccount, fromDesk } from './sources';

/** In the order of the menu. */
export const insertableKinds: readonly InsertableKind[] = ['document', 'meeting', 'article', 'quote', 'video'];

/** What the message can carry where it goes to. */
export interface Here extends Limits {
  styles: readonly TextStyle[];
}

export interface InsertParts {
  composer: Composer;
  here: () => Here;
  /** The start of every media address. */
  media: () => string;
}

export class Insertables {
  /** The kind whose picker is open. */
  kind = $state<InsertableKind | null>(null);
  /** What was found of it; null before the first answer. */
  view = $state.raw<InsertablesView | null>(null);
  failure = $state<string | null>(null);
  /** A file is being taken in. */
  keeping = $state(false);
  #query = '';

  constructor(
    private readonly backend: Backend,
    private readonly parts: InsertParts,
  ) {}

  /** Opens the picker of a kind. */
  open(kind: InsertableKind): void {
    // A list that a typed sign opened would stay beside it.
    this.parts.composer.picking.hide();
    this.kind = kind;
    this.view = null;
    this.failure = null;
    void this.find('');
    // It is asked for again in its own time, too.
    this.backend.call('lookFor', { kind }).catch(() => undefined);
  }

  close(): void {
    this.kind = null;
  }

  async find(query: string): Promise<void> {
    const { kind } = this;
    if (kind === null) return;
    this.#query = query;
    // An answer to older letters, or about another kind, comes too late.
    const late = () => this.kind !== kind || this.#query !== query;
    try {
      const view = await this.backend.call('insertables', { kind, search: query });
      if (late()) return;
      this.view = view;
      this.failure = null;
    } catch (thrown) {
      if (!late()) this.failure = CallFailed.from(thrown).message;
    }
  }

  hear(stale: Stale): void {
    if (concerns(stale, 'insertables')) void this.find(this.#query);
  }

  /** True where a file can go along. */
  get takesFiles(): boolean {
    return this.parts.here().mostFiles !== 0;
  }

  /** Puts it at the cursor under its title. */
  link({ title, url }: InsertableView): void {
    if (url !== null) this.parts.composer.insertApart(linkWords(title, url, this.parts.here().styles));
  }

  /** Lets it go with the message as a file. */
  attach({ id, file, kept }: InsertableView): void {
    if (file === null) return;
    const { composer, here } = this.parts;
    const weighed = { name: file.name, mime: file.mime, size: file.size ?? 0 };
    composer.files.attachFrom(kept === null ? fromAccount(this.backend, id, weighed) : fromDesk({ hash: kept, ...weighed }), here());
  }

  /** Keeps files on this computer, to be found here from now on. */
  async keep(files: Iterable<File>): Promise<void> {
    const { kind } = this;
    if (kind === null) return;
    this.keeping = true;
    try {
      for (const file of files) {
        const kept = await this.backend.upload({ media: this.parts.media(), file, progress: () => undefined, signal: new AbortController().signal });
        await this.backend.call('keepForAnswers', { kind, file: kept });
      }
      this.failure = null;
    } catch (thrown) {
      this.failure = CallFailed.from(thrown).message;
    } finally {
      this.keeping = false;
    }
  }

  /** Forgets a file that is kept on this computer. */
  async forget({ kept }: InsertableView): Promise<void> {
    const { kind } = this;
    if (kind === null || kept === null) return;
    try {
      await this.backend.call('dropFromAnswers', { kind, hash: kept });
    } catch (thrown) {
      this.failure = CallFailed.from(thrown).message;
    }
  }

  /** The kinds that a typed sign offers; taking one opens its picker. */
  offer(): Offer {
    return { name: () => t('insert.label'), choices: (query) => insertableKinds.filter((kind) => fits(kind, query)).map((kind) => this.#choice(kind)) };
  }

  #choice(kind: InsertableKind): Choice {
    return {
      id: `insert ${kind}`,
      label: t(`insert.${kind}`),
      hint: '…',
      take: () => {
        this.open(kind);
        return null;
      },
    };
  }
}

/** A link where the channel carries links, else the title and the address beside each other. */
export function linkWords(title: string, url: string, styles: readonly TextStyle[]): Words {
  if (!styles.includes('link')) return { text: `${title}: ${url}`, html: null };
  const anchor = document.createElement('a');
  anchor.setAttribute('href', url);
  anchor.textContent = title;
  return { text: `${title} (${url})`, html: `<p>${anchor.outerHTML}</p>` };
}

/** The letters begin a word of its name. */
function fits(kind: InsertableKind, query: string): boolean {
  const wanted = fold(query);
  return t(`insert.${kind}`).split(' ').some((word) => fold(word).startsWith(wanted));
}
