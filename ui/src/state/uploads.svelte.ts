/** Files on their way into drafts: how far each is, and why it could not be kept. */
import type { Backend } from '../backend/contract';
import { CallFailed } from '../backend/contract';
import type { ComposeMode } from '../bindings/ComposeMode';
import type { DraftFile } from '../bindings/DraftFile';

/** The draft that a file is for. */
export interface ForDraft {
  thread: string;
  mode: ComposeMode;
}

/** A file on its way into a draft. */
export interface FileOnItsWay extends ForDraft {
  id: number;
  name: string;
  size: number;
  /** From 0 to 1. */
  part: number;
  /** Why it could not be kept. */
  failure: string | null;
}

export class Uploads {
  #coming = $state.raw<FileOnItsWay[]>([]);
  #controllers = new Map<number, AbortController>();
  #next = 1;

  constructor(
    private readonly backend: Backend,
    private readonly media: () => string,
    private readonly onKept: (to: ForDraft, kept: DraftFile) => Promise<void>,
  ) {}

  /** Those for one draft. */
  of(thread: string | null, mode: ComposeMode): FileOnItsWay[] {
    return this.#coming.filter((file) => file.thread === thread && file.mode === mode);
  }

  async start(file: File, to: ForDraft): Promise<void> {
    const id = this.#next++;
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    this.#coming = [...this.#coming, { ...to, id, name: file.name, size: file.size, part: 0, failure: null }];
    try {
      const progress = (part: number) => this.#note(id, { part });
      const kept = await this.backend.upload({ media: this.media(), file, progress, signal: controller.signal });
      this.drop(id);
      await this.onKept(to, kept);
    } catch (thrown) {
      if (!controller.signal.aborted) this.#note(id, { failure: CallFailed.from(thrown).message });
    }
  }

  /** Takes back a file that is on its way, or one that could not be kept. */
  drop(id: number): void {
    this.#controllers.get(id)?.abort();
    this.#controllers.delete(id);
    this.#coming = this.#coming.filter((file) => file.id !== id);
  }

  #note(id: number, patch: Partial<FileOnItsWay>): void {
    this.#coming = this.#coming.map((other) => (other.id === id ? { ...other, ...patch } : other));
  }
}
