/** Files on their way into drafts: how far each is, and why it could not be kept. */
import { CallFailed } from '../backend/contract';
import { t } from '../i18n/index.svelte';
import { refusal, type Limits, type Weighed } from './limits';
import type { Source } from './sources';
import type { ComposeMode } from '../bindings/ComposeMode';
import type { DraftFile } from '../bindings/DraftFile';

/** The draft that a file is for. */
export interface ForDraft {
  thread: string;
  mode: ComposeMode;
  /** It is to stand in the text. */
  inText?: boolean;
}

/** A file on its way into a draft. */
export interface FileOnItsWay extends ForDraft, Weighed {
  id: number;
  name: string;
  /** From 0 to 1. */
  part: number;
  /** Why it could not be kept. */
  failure: string | null;
  /** True when it may go better another time. */
  again: boolean;
}

export class Uploads {
  #coming = $state.raw<FileOnItsWay[]>([]);
  #controllers = new Map<number, AbortController>();
  /** Those that could not be kept, to be tried again. */
  #failed = new Map<number, { file: Source; limits: Limits }>();
  #next = 1;

  constructor(private readonly onKept: (to: ForDraft, kept: DraftFile) => Promise<void>) {}

  get any(): boolean {
    return this.#coming.length > 0;
  }

  /** Those for one draft. */
  of(thread: string | null, mode: ComposeMode): FileOnItsWay[] {
    return this.#coming.filter((file) => file.thread === thread && file.mode === mode);
  }

  /** Begins with a file that is to go beside others, unless the channel does not take it. */
  async start(file: Source, to: ForDraft, { limits, others }: { limits: Limits; others: readonly Weighed[] }): Promise<void> {
    const id = this.#next++;
    const beside = [...others, ...this.of(to.thread, to.mode).filter((one) => one.failure === null)];
    const failure = refusal(file, beside, limits);
    this.#coming = [...this.#coming, { ...to, id, name: file.name, mime: file.mime, size: file.size, part: 0, failure, again: false }];
    if (failure === null) await this.#go(id, file, to, limits);
  }

  /** Tries once more. */
  async again(id: number): Promise<void> {
    const failed = this.#failed.get(id);
    const coming = this.#coming.find((one) => one.id === id);
    if (failed === undefined || coming === undefined) return;
    this.#note(id, { part: 0, failure: null });
    await this.#go(id, failed.file, coming, failed.limits);
  }

  async #go(id: number, file: Source, { thread, mode, inText = false }: ForDraft, limits: Limits): Promise<void> {
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    try {
      const progress = (part: number) => this.#note(id, { part });
      const kept = await file.bring({ progress, signal: controller.signal });
      if (controller.signal.aborted) return;
      // Only its bytes say for sure what it is.
      const wrong = refusal(kept, [], limits);
      if (wrong !== null) {
        this.#note(id, { failure: wrong, again: false });
        return;
      }
      this.drop(id);
      await this.onKept({ thread, mode, inText }, kept);
    } catch (thrown) {
      if (controller.signal.aborted) return;
      const gone = await file.gone();
      this.#failed.set(id, { file, limits });
      this.#note(id, { failure: gone ? t('limits.gone') : CallFailed.from(thrown).message, again: !gone });
    }
  }

  /** Takes back a file that is on its way, or one that could not be kept. */
  drop(id: number): void {
    this.#controllers.get(id)?.abort();
    this.#controllers.delete(id);
    this.#failed.delete(id);
    this.#coming = this.#coming.filter((file) => file.id !== id);
  }

  #note(id: number, patch: Partial<FileOnItsWay>): void {
    this.#coming = this.#coming.map((other) => (other.id === id ? { ...other, ...patch } : other));
  }
}
