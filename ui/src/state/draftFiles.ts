/**
 * The files of the drafts: attached, taken out, redacted, beside the text or in it. What the desk does with them it does in turn
 * with the saves of the drafts, so that no older draft comes after.
 */
import type { Backend } from '../backend/contract';
import type { ComposeMode } from '../bindings/ComposeMode';
import type { DraftFile } from '../bindings/DraftFile';
import type { DraftView } from '../bindings/DraftView';
import type { Mark } from '../bindings/Mark';
import { emptyDraft, withFile, type Words } from './draft';
import type { Limits } from './limits';
import { Originals } from './originals';
import type { Page } from './page';
import { picturesIn, TakenOut, withoutPictures } from './pictures';
import { fromComputer, type Source } from './sources';
import { Uploads, type FileOnItsWay } from './uploads.svelte';

/** The drafts whose files they are. */
export interface Drafts {
  /** Which of them is shown, and where. */
  shown: () => { thread: string | null; mode: ComposeMode; page: Page | null };
  draftOf: (mode: ComposeMode) => DraftView;
  /** Changes a draft of the open conversation; it is to be saved. */
  change: (mode: ComposeMode, patch: Partial<DraftView>) => void;
  save: (thread: string, mode: ComposeMode, draft: DraftView) => void;
  /** Reads what the editor shows. */
  gather: () => void;
  flush: () => Promise<void>;
  /** Does something once everything before it is saved, and before anything after it is. */
  inTurn: (act: () => Promise<void>) => Promise<void>;
}

export class DraftFiles {
  readonly #uploads: Uploads;
  readonly #originals = new Originals();
  readonly #takenOut = new TakenOut();

  constructor(
    private readonly backend: Backend,
    private readonly media: () => string,
    private readonly drafts: Drafts,
  ) {
    this.#uploads = new Uploads(({ thread, mode, inText }, kept) => this.add(thread, mode, kept, inText));
  }

  /** Those that the desk does not have yet. */
  onTheirWay(thread: string | null, mode: ComposeMode): FileOnItsWay[] {
    return this.#uploads.of(thread, mode);
  }

  /** Whether any is on its way, for whichever conversation, or could not be kept and may be tried again. */
  get awaited(): boolean {
    return this.#uploads.any;
  }

  /** Hands files to the desk; each becomes part of the draft once it is kept, unless the channel does not take it. */
  attach(files: Iterable<File>, limits: Limits, inText = false): void {
    for (const file of files) this.attachFrom(fromComputer(this.backend, this.media(), file), limits, inText);
  }

  /** The same with a file from wherever it is. */
  attachFrom(file: Source, limits: Limits, inText = false): void {
    const { thread, mode } = this.drafts.shown();
    if (thread !== null) void this.#uploads.start(file, { thread, mode, inText }, { limits, others: this.drafts.draftOf(mode).files });
  }

  /** Puts a file that the desk has into a draft, whichever conversation is open. */
  async add(thread: string, mode: ComposeMode, kept: DraftFile, inText = false): Promise<void> {
    const { drafts } = this;
    const shown = drafts.shown();
    this.#originals.meant(thread, mode, kept.hash);
    if (shown.thread !== thread) return this.#addElsewhere(thread, mode, kept);
    drafts.change(mode, { files: withFile(drafts.draftOf(mode), kept).files });
    if (inText && shown.mode === mode && kept.mime.startsWith('image/')) shown.page?.picture(kept);
    await drafts.flush();
  }

  /** Tries once more to keep a file. */
  again(id: number): void {
    void this.#uploads.again(id);
  }

  /** Takes back a file that is on its way, or one that could not be kept. */
  drop(id: number): void {
    this.#uploads.drop(id);
  }

  /** Takes a file out of the draft that is shown, and out of its text. */
  remove(hash: string): void {
    const { drafts } = this;
    const { mode, page } = drafts.shown();
    const file = this.find(hash);
    // Undone in the text it is there again.
    if (file !== undefined) this.#takenOut.keep(file);
    page?.dropPicture(hash);
    drafts.gather();
    drafts.change(mode, { files: drafts.draftOf(mode).files.filter((one) => one.hash !== hash) });
  }

  /** A file that the draft has, or had in its text. */
  find(hash: string): DraftFile | undefined {
    return this.drafts.draftOf(this.drafts.shown().mode).files.find((file) => file.hash === hash) ?? this.#takenOut.find(hash);
  }

  /** The channel shows no pictures in a text: those of the draft go beside it. True when there were any. */
  putPicturesBeside(): boolean {
    const { drafts } = this;
    drafts.gather();
    const { mode } = drafts.shown();
    const draft = drafts.draftOf(mode);
    if (picturesIn(draft.html).length === 0) return false;
    drafts.change(mode, withoutPictures(draft));
    return true;
  }

  /** Has a picture of the draft redacted; from then on the draft has no other. Fails as the call does. */
  redact(hash: string, marks: Mark[]): Promise<void> {
    const { drafts } = this;
    const { thread, mode } = drafts.shown();
    if (thread === null) return Promise.resolve();
    // The desk redacts what it has.
    void drafts.flush();
    return drafts.inTurn(async () => {
      const fresh = await this.backend.call('redact', { thread, mode, hash, marks });
      this.#originals.redacted(thread, mode, hash, fresh);
      if (drafts.shown().thread === thread) drafts.change(mode, this.withoutOriginals(thread, mode, drafts.draftOf(mode)));
    });
  }

  /** A draft as it may be saved and sent. */
  withoutOriginals(thread: string, mode: ComposeMode, draft: DraftView): DraftView {
    return this.#originals.without(thread, mode, draft);
  }

  /** A draft that says something else now. */
  follow(thread: string | null, mode: ComposeMode, words: Words): DraftView {
    const before = this.drafts.draftOf(mode);
    const draft = { ...before, ...words, files: this.#takenOut.follow(before, words) };
    return thread === null ? draft : this.withoutOriginals(thread, mode, draft);
  }

  /** Another conversation is taken up: nothing of this one is undone any more. */
  forget(): void {
    this.#takenOut.clear();
  }

  /** The rep went on to another conversation meanwhile: the file still belongs to the draft that it was dropped on. */
  async #addElsewhere(thread: string, mode: ComposeMode, kept: DraftFile): Promise<void> {
    await this.drafts.inTurn(() => Promise.resolve());
    const drafts = await this.backend.call('drafts', { thread });
    this.drafts.save(thread, mode, withFile(drafts[mode] ?? emptyDraft, kept));
  }
}
