/**
 * The voice note that is being recorded. The core records; this controller says what the rep wants, looks how it stands
 * while it runs, and hands the finished file to the draft that the note was begun for, whichever conversation is open then.
 *
 * States: none; running; paused, by the rep or by itself (`now.trouble` says why); discarded a moment ago, which can be
 * undone until the offer goes away.
 */
import type { Backend } from '../backend/contract';
import { CallFailed } from '../backend/contract';
import type { ComposeMode } from '../bindings/ComposeMode';
import type { DraftFile } from '../bindings/DraftFile';
import type { RecordAct } from '../bindings/RecordAct';
import type { RecordingView } from '../bindings/RecordingView';

/** How often a running note is looked at: fine enough for a meter. */
const glance = 80;
/** How long a discarded note can be taken back. */
const secondThoughts = 8_000;

/** Whom a note is for. */
export interface NoteFor {
  thread: string;
  mode: ComposeMode;
  /** The contact's name, as it is shown. */
  who: string;
}

interface Hooks {
  /** A note became a file of this draft. */
  onFile: (of: NoteFor, file: DraftFile) => void;
  /** The microphone is about to listen: whatever plays must be quiet. */
  onStart: () => void;
}

export class Recorder {
  now = $state.raw<RecordingView | null>(null);
  /** Whom it is for. */
  of = $state.raw<NoteFor | null>(null);
  /** What was discarded a moment ago. */
  discarded = $state.raw<NoteFor | null>(null);
  /** The rep asked for something that is not done yet. */
  busy = $state(false);
  failure = $state.raw<CallFailed | null>(null);

  #looking: ReturnType<typeof setTimeout> | null = null;
  #offer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly hooks: Hooks,
  ) {}

  async start(of: NoteFor): Promise<void> {
    if (this.now !== null || this.busy) return;
    this.#withdraw();
    this.hooks.onStart();
    await this.#act('start', of, () => {
      this.of = of;
    });
  }

  async pause(): Promise<void> {
    await this.#act('pause');
  }

  async resume(): Promise<void> {
    this.hooks.onStart();
    await this.#act('resume');
  }

  async finish(): Promise<void> {
    const { of } = this;
    await this.#act('finish', of, (file) => this.#handOver(of, file));
  }

  async discard(): Promise<void> {
    const { of } = this;
    await this.#act('discard', of, () => {
      this.discarded = of;
      this.#offer = setTimeout(() => this.#withdraw(), secondThoughts);
    });
  }

  async undo(): Promise<void> {
    const { discarded } = this;
    this.#withdraw();
    await this.#act('restore', discarded, (file) => this.#handOver(discarded, file));
  }

  /** The conversation on screen changed: what went wrong in the one before is not said here. */
  forget(): void {
    this.failure = null;
  }

  #handOver(of: NoteFor | null, file: DraftFile | null): void {
    this.of = null;
    if (of !== null && file !== null) this.hooks.onFile(of, file);
  }

  async #act(act: RecordAct, of: NoteFor | null = this.of, then: (file: DraftFile | null) => void = () => undefined): Promise<void> {
    if (of === null || this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      then(await this.backend.call('record', { thread: of.thread, mode: of.mode, act }));
    } catch (thrown) {
      this.failure = CallFailed.from(thrown);
    } finally {
      this.busy = false;
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    if (this.#looking !== null) clearTimeout(this.#looking);
    this.#looking = null;
    try {
      this.now = await this.backend.call('recording', null);
    } catch {
      // A glance that fails is no news; the next one tells.
    }
    if (this.now?.running === true) this.#looking = setTimeout(() => void this.#look(), glance);
  }

  #withdraw(): void {
    if (this.#offer !== null) clearTimeout(this.#offer);
    this.#offer = null;
    this.discarded = null;
  }
}
