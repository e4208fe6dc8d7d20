/**
 * Pictures that were redacted while the window is open, each with what took its place. What was read from a draft before may
 * still name the original, and is written or sent after: it goes through here, so that no original comes back.
 */
import type { ComposeMode } from '../bindings/ComposeMode';
import type { DraftFile } from '../bindings/DraftFile';
import type { DraftView } from '../bindings/DraftView';
import { picturesIn } from './pictures';

export class Originals {
  #instead = new Map<string, DraftFile>();

  redacted(thread: string, mode: ComposeMode, hash: string, fresh: DraftFile): void {
    this.#instead.set(key(thread, mode, hash), fresh);
  }

  /** The same picture was attached once more: it is meant. */
  meant(thread: string, mode: ComposeMode, hash: string): void {
    this.#instead.delete(key(thread, mode, hash));
  }

  /** A draft without them. */
  without(thread: string, mode: ComposeMode, draft: DraftView): DraftView {
    const files = draft.files.map((file) => this.#instead.get(key(thread, mode, file.hash)) ?? file);
    const html = picturesIn(draft.html).reduce((words, shown) => words?.replaceAll(shown, this.#instead.get(key(thread, mode, shown))?.hash ?? shown) ?? null, draft.html);
    // Two pictures can become the same.
    return { ...draft, html, files: files.filter((file, at) => files.findIndex((other) => other.hash === file.hash) === at) };
  }
}

const key = (thread: string, mode: ComposeMode, hash: string) => `${thread} ${mode} ${hash}`;
