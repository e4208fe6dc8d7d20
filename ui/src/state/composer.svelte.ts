/**
 * What the rep is writing, a reply and a comment for each conversation. What the editor shows is the newest; it is read from
 * there, and the core has it, 200 ms after the last key, and at once when the rep leaves the conversation, the mode or the
 * window. Between two keys nothing is read: a long draft stays quick to type in.
 *
 * Saves of one draft are made one after the other, and sending waits for them: an older text never comes after a newer one,
 * and a draft that was sent is not written again.
 */
import { CallFailed, type Backend, type Stale } from '../backend/contract';
import type { ComposeMode } from '../bindings/ComposeMode';
import type { DraftFile } from '../bindings/DraftFile';
import type { DraftView } from '../bindings/DraftView';
import type { SendWhen } from '../bindings/SendWhen';
import { concerns } from './desk.svelte';
import { emptyDraft, isEmptyDraft, joined, keepAccount, type SendThen, type Words } from './draft';
import { DraftFiles, type Drafts } from './draftFiles';
import type { Limits } from './limits';
import type { Page } from './page';
import { Picking } from './picking.svelte';

const saveAfter = 200;

/** When a message leaves, and up to where the rep saw what is newer than it. */
export interface SendHow {
  when?: SendWhen | undefined;
  seen?: string | null;
}

/** After the moment in which it can be undone. */
const usual: SendWhen = { type: 'usual' };

/** What the core has of a draft that the rep has not touched since. */
type Saved = 'saved' | 'waiting' | 'failed';

export class Composer {
  /** The editor, while it shows a draft. */
  page = $state.raw<Page | null>(null);
  /** The lists that typed signs open. */
  readonly picking = new Picking();
  /** What goes with what is written. */
  readonly files: DraftFiles;
  thread = $state<string | null>(null);
  mode = $state<ComposeMode>('reply');
  saved = $state<Saved>('saved');
  sending = $state(false);
  failure = $state.raw<CallFailed | null>(null);
  /** What was sent last. */
  sent: { thread: string; mode: ComposeMode; intent: string } | null = null;

  #drafts = $state.raw<Record<ComposeMode, DraftView>>({ reply: emptyDraft, comment: emptyDraft });
  /** What is being written in this mode. */
  readonly draft = $derived.by(() => this.#drafts[this.mode]);
  /** True while the editor shows nothing; null when the draft says all that the editor shows. */
  #blank = $state<boolean | null>(null);
  /** Nothing is left to be said. */
  readonly empty = $derived.by(() => (this.#blank ?? this.draft.text.trim() === '') && this.draft.files.length === 0);
  /** Files of this draft that the desk does not have yet. */
  readonly onTheirWay = $derived.by(() => this.files.onTheirWay(this.thread, this.mode));
  readonly busy = $derived.by(() => this.onTheirWay.some((file) => file.failure === null));

  /** Names in the text that nobody filled in yet: nothing is sent while one is left. */
  blanks = $state.raw<string[]>([]);

  /** What the editor shows and the draft does not say yet. */
  #unread: { mode: ComposeMode; read: () => Words } | null = null;
  #dirty = new Set<ComposeMode>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writes: Promise<void> = Promise.resolve();

  constructor(
    private readonly backend: Backend,
    media: () => string,
  ) {
    this.files = new DraftFiles(backend, media, this.#asDrafts());
  }

  /** Takes up a conversation's drafts; those of the one before are written first. */
  async takeUp(thread: string | null): Promise<void> {
    if (thread === this.thread) return;
    void this.flush();
    this.thread = thread;
    this.mode = 'reply';
    this.failure = null;
    this.saved = 'saved';
    this.files.forget();
    this.#drafts = { reply: emptyDraft, comment: emptyDraft };
    await this.#read();
    if (this.thread === thread && isEmptyDraft(this.#drafts.reply) && !isEmptyDraft(this.#drafts.comment)) this.mode = 'comment';
  }

  has(mode: ComposeMode): boolean {
    return !isEmptyDraft(this.#drafts[mode]);
  }

  /** What is being written in a mode, whichever is shown. */
  draftOf(mode: ComposeMode): DraftView {
    return this.#drafts[mode];
  }

  switchTo(mode: ComposeMode): void {
    if (mode === this.mode) return;
    void this.flush();
    this.failure = null;
    this.mode = mode;
  }

  write(text: string, html: string | null = null): void {
    this.#forget();
    this.#change({ text, html });
  }

  /** Something was typed. What the editor shows now is read when the draft is kept or sent. */
  touch(read: () => Words, blank: boolean): void {
    this.#unread = { mode: this.mode, read };
    this.#blank = blank;
    this.#stir();
  }

  /** Says where {@link insert} puts what it is given. Gives what takes it back. */
  attachPage(page: Page): () => void {
    this.page = page;
    return () => {
      if (this.page === page) this.page = null;
    };
  }

  /** Puts words at the cursor, or at the end of the draft while no editor shows it. */
  insert(words: Words): void {
    if (this.page !== null) this.page.insert(words);
    else this.write(...joined(this.draft, words, ''));
  }

  /** The same for what is not a part of the word before it. */
  insertApart(words: Words): void {
    if (this.page !== null) this.page.insertApart(words);
    else this.write(...joined(this.draft, words, ' '));
  }

  answer(message: string | null): void {
    if (message !== null) this.switchTo('reply');
    this.#change({ replyTo: message });
  }

  chooseAccount(account: string): void {
    this.#change({ account });
  }

  /** Says whom an e-mail goes to, which status is set once the message is out, or anything else of the draft. */
  choose(patch: Partial<DraftView>): void {
    this.#change(patch);
  }

  /** Puts back what was written before, for example a message that could not be sent. */
  putBack(mode: ComposeMode, draft: DraftView): void {
    this.switchTo(mode);
    this.#forget();
    this.#drafts = { ...this.#drafts, [mode]: draft };
    this.saved = 'saved';
  }

  /** Puts a text above what was begun, with a blank line between; what was begun stays whole. */
  bring(words: Words, replyTo: string | null, mode: ComposeMode = 'reply'): void {
    this.switchTo(mode);
    this.#gather();
    const { text } = words;
    const begun = this.draft;
    // Asked for twice is brought once.
    const there = text !== '' && (begun.text === text || begun.text.startsWith(`${text}\n\n`));
    const [whole, html] = there ? [begun.text, begun.html] : joined(words, begun, '\n\n');
    this.#change({ text: whole, html, replyTo: begun.replyTo ?? replyTo });
  }

  /** Hands files to the desk; each becomes part of the draft once it is kept, unless the channel does not take it. */
  attach(files: Iterable<File>, limits: Limits): void {
    this.files.attach(files, limits);
  }

  /** Puts a file that the desk has into a draft, whichever conversation is open. */
  addFile(thread: string, mode: ComposeMode, kept: DraftFile): Promise<void> {
    return this.files.add(thread, mode, kept);
  }

  /** Sends, at once or later, and sets the status afterwards if one is given. True once the outbox has it. */
  async send(then: SendThen | null, { when = usual, seen = null }: SendHow = {}): Promise<boolean> {
    this.#gather();
    const { thread, mode, draft } = this;
    if (thread === null || this.sending || this.busy || isEmptyDraft(draft)) return false;
    this.sending = true;
    this.failure = null;
    this.#cancelTimer();
    this.#dirty.delete(mode);
    try {
      await this.#writes;
      const ids = await this.backend.call('send', { thread, mode, draft: this.files.withoutOriginals(thread, mode, draft), thenStage: then?.stage ?? null, thenProperties: then?.properties ?? {}, when, seen });
      this.sent = { thread, mode, intent: ids[0] ?? '' };
      if (this.thread === thread) {
        this.#drafts = { ...this.#drafts, [mode]: { ...emptyDraft, account: draft.account } };
        this.saved = 'saved';
      }
      return true;
    } catch (thrown) {
      this.failure = CallFailed.from(thrown);
      this.#dirty.add(mode);
      void this.flush();
      return false;
    } finally {
      this.sending = false;
    }
  }

  /**
   * Sends something beside what is being written, in sight of the conversation. The desk closes the draft with every
   * message, so the reply that was begun is kept anew right after, before anything else is written. Fails as the call does.
   */
  sendBeside(draft: DraftView): Promise<void> {
    const { thread } = this;
    if (thread === null) return Promise.resolve();
    void this.flush();
    const begun = this.#drafts.reply;
    const sent = this.#writes.then(async () => {
      await this.backend.call('send', { thread, mode: 'reply', draft, thenStage: null, thenProperties: {}, when: usual, seen: new Date().toISOString() });
    });
    this.#writes = sent.catch(() => undefined);
    if (!isEmptyDraft(begun)) this.#save(thread, 'reply', begun);
    return sent;
  }

  hear(stale: Stale): void {
    if (this.thread !== null && concerns(stale, 'drafts') && this.#dirty.size === 0 && !this.sending) void this.#read();
  }

  /** Writes what is not written yet, at once. */
  flush(): Promise<void> {
    this.#cancelTimer();
    this.#gather();
    const { thread } = this;
    if (thread === null) return this.#writes;
    for (const mode of this.#dirty) this.#save(thread, mode, this.#drafts[mode]);
    this.#dirty.clear();
    return this.#writes;
  }

  /** Reads what the editor shows into the draft. */
  #gather(): void {
    const unread = this.#unread;
    this.#forget();
    if (unread === null) return;
    const { mode, read } = unread;
    this.#drafts = { ...this.#drafts, [mode]: this.files.follow(this.thread, mode, read()) };
  }

  #forget(): void {
    this.#unread = null;
    this.#blank = null;
  }

  #change(patch: Partial<DraftView>, mode = this.mode): void {
    this.#drafts = { ...this.#drafts, [mode]: { ...this.#drafts[mode], ...patch } };
    this.#stir(mode);
  }

  #stir(mode = this.mode): void {
    this.failure = null;
    this.saved = 'waiting';
    this.#dirty.add(mode);
    this.#cancelTimer();
    this.#timer = setTimeout(() => void this.flush(), saveAfter);
  }

  #save(thread: string, mode: ComposeMode, draft: DraftView): void {
    this.#writes = this.#writes.then(async () => {
      try {
        await this.backend.call('saveDraft', { thread, mode, draft: this.files.withoutOriginals(thread, mode, draft) });
        if (this.thread === thread && this.#dirty.size === 0) this.saved = 'saved';
      } catch (thrown) {
        if (this.thread !== thread) return;
        this.failure = CallFailed.from(thrown);
        this.saved = 'failed';
      }
    });
  }

  async #read(): Promise<void> {
    const { thread } = this;
    if (thread === null) return;
    try {
      await this.#writes;
      const { reply, comment } = await this.backend.call('drafts', { thread });
      // What was typed while the answer was on its way is newer than the answer.
      if (this.thread !== thread || this.#dirty.size > 0 || this.sending) return;
      this.#drafts = { reply: reply ?? keepAccount(this.#drafts.reply), comment: comment ?? emptyDraft };
    } catch (thrown) {
      if (this.thread === thread) this.failure = CallFailed.from(thrown);
    }
  }

  /** What their files need of the drafts. */
  #asDrafts(): Drafts {
    return {
      shown: () => ({ thread: this.thread, mode: this.mode, page: this.page }),
      draftOf: (mode) => this.#drafts[mode],
      change: (mode, patch) => this.#change(patch, mode),
      save: (thread, mode, draft) => this.#save(thread, mode, draft),
      gather: () => this.#gather(),
      flush: () => this.flush(),
      inTurn: (act) => {
        const done = this.#writes.then(act);
        this.#writes = done.catch(() => undefined);
        return done;
      },
    };
  }

  #cancelTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
