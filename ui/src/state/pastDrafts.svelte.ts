/**
 * What a draft was before: the states that the desk kept when typing paused, when it was sent, discarded or replaced. One of
 * them can be looked at and put in the place of the draft, which is kept too.
 */
import { CallFailed, type Backend } from '../backend/contract';
import type { ComposeMode } from '../bindings/ComposeMode';
import type { DraftView } from '../bindings/DraftView';
import type { OldDraftView } from '../bindings/OldDraftView';
import { t } from '../i18n/index.svelte';
import type { Announcer } from './announcer.svelte';
import type { Composer } from './composer.svelte';
import { keepAccount } from './draft';
import type { Focus } from './focus';

interface Opened {
  thread: string;
  mode: ComposeMode;
}

interface Parts {
  composer: Composer;
  announcer: Announcer;
  focus: Focus;
}

export class PastDrafts {
  /** Whose states are shown. */
  opened = $state.raw<Opened | null>(null);
  /** Newest first; null while they are being read. */
  states = $state.raw<OldDraftView[] | null>(null);
  /** The state that is looked at. */
  chosen = $state<number | null>(null);
  /** The whole of it; null while it is being read. */
  preview = $state.raw<DraftView | null>(null);
  failure = $state<string | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly parts: Parts,
  ) {}

  /** Shows what the draft in the editor was before. */
  async open(): Promise<void> {
    const { composer } = this.parts;
    const { thread, mode } = composer;
    if (thread === null) return;
    const opened = { thread, mode };
    this.opened = opened;
    this.states = null;
    this.chosen = null;
    this.preview = null;
    this.failure = null;
    await this.#try(async () => {
      await composer.flush();
      const states = await this.backend.call('draftHistory', opened);
      if (this.opened !== opened) return;
      this.states = states;
      if (states[0] !== undefined) await this.choose(states[0].number);
    });
  }

  close(): void {
    this.opened = null;
  }

  /** Looks at a state. */
  async choose(number: number): Promise<void> {
    this.chosen = number;
    this.failure = null;
    await this.#try(async () => {
      const preview = await this.backend.call('oldDraft', { number });
      if (this.chosen === number) this.preview = preview;
    });
  }

  /** Puts the chosen state into the editor. */
  async restore(): Promise<void> {
    const { chosen, opened } = this;
    if (chosen === null || opened === null) return;
    await this.#try(async () => {
      const files = this.preview?.files.length ?? 0;
      const draft = await this.#bringBack(opened, chosen);
      this.close();
      const { announcer, focus } = this.parts;
      const lost = files - draft.files.length;
      announcer.tell(lost > 0 ? t('past.restoredWithout', { count: lost }) : t('past.wasRestored'));
      // The dialog gives the focus back where it was; the text is where the rep goes on.
      requestAnimationFrame(() => focus.goTo(opened.mode));
    });
  }

  /** Empties the draft in the editor. It is one of its states from then on, so that can be undone. */
  async discard(): Promise<void> {
    const { composer, announcer, focus } = this.parts;
    const { thread, mode } = composer;
    if (thread === null) return;
    composer.write('');
    composer.choose(keepAccount(composer.draft));
    await composer.flush();
    focus.goTo(mode);
    announcer.tell(t('past.wasDiscarded'), { label: t('later.undo'), run: () => void this.#undoDiscard({ thread, mode }) });
  }

  async #undoDiscard(of: Opened): Promise<void> {
    try {
      await this.parts.composer.flush();
      const [last] = await this.backend.call('draftHistory', of);
      if (last !== undefined) await this.#bringBack(of, last.number);
    } catch (thrown) {
      this.parts.announcer.fail(t('errors.command', { reason: CallFailed.from(thrown).message }));
    }
  }

  async #bringBack({ thread, mode }: Opened, number: number): Promise<DraftView> {
    const { composer } = this.parts;
    await composer.flush();
    const draft = await this.backend.call('restoreDraft', { number });
    if (composer.thread === thread) composer.putBack(mode, draft);
    return draft;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.failure = CallFailed.from(thrown).message;
    }
  }
}
