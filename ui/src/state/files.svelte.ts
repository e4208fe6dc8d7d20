/**
 * How the files on screen stand now. A message tells of its files as they were when it was read; while they are shown the
 * desk may fetch them, learn what they are or lose them. Whoever shows a file follows it here and shows what `now` gives.
 *
 * When the desk says that something about files changed, those on screen that can still change are asked for, all in one
 * call. One call is under way at most; what comes up meanwhile is asked for after it. A call that fails is no news: what is
 * on screen stays, and the next change asks again.
 */
import { SvelteMap } from 'svelte/reactivity';

import type { Backend, Stale } from '../backend/contract';
import type { FileView } from '../bindings/FileView';
import { concerns } from './desk.svelte';

/** The most files that the desk tells of in one call. */
const most = 500;

/** Nothing more is to come by itself: here with what can be known of it, or not to be had. */
export function isSettled({ state, media, unshown, width, seconds, still }: FileView): boolean {
  if (state.type === 'gone' || state.type === 'refused') return true;
  if (state.type !== 'cached') return false;
  if (unshown !== null) return true;
  switch (media) {
    case 'image':
    case 'sticker':
      return width !== null;
    case 'voice':
    case 'audio':
      return seconds !== null;
    case 'video':
      // Its still is drawn by the window and arrives later.
      return width !== null && seconds !== null && still;
    default:
      return true;
  }
}

interface Followed {
  /** As its message tells of it. */
  file: FileView;
  /** How many places show it. */
  places: number;
}

export class Files {
  #followed = new Map<string, Followed>();
  /** What the desk told since. Holds files on screen and nothing else. */
  #told = new SvelteMap<string, FileView>();
  /** Those to ask for although nothing more was to come by itself: the rep did something with them. */
  #touched = new Set<string>();
  #asking = false;
  #again = false;

  constructor(
    private readonly backend: Backend,
    private readonly onFailure: (thrown: unknown) => void,
  ) {}

  /** A file as it stands now. */
  now(file: FileView): FileView {
    const id = idOf(file);
    return (id === null ? undefined : this.#told.get(id)) ?? file;
  }

  /** Follows a file while it is shown. Gives what ends it. */
  follow(file: FileView): () => void {
    const id = idOf(file);
    if (id === null) return () => undefined;
    const places = (this.#followed.get(id)?.places ?? 0) + 1;
    this.#followed.set(id, { file, places });
    // A message that was read just now knows more than what was told before.
    this.#told.delete(id);
    if (!isSettled(file)) this.#askSoon();
    return () => this.#leave(id);
  }

  hear(stale: Stale): void {
    if (concerns(stale, 'files')) this.#askSoon();
  }

  /** Asks for a file's bytes, again after a failure. */
  async fetch(file: FileView): Promise<void> {
    await this.#command(file, { state: { type: 'downloading', received: 0, total: file.size } }, (id) =>
      this.backend.call('fetchFile', { file: id, wanted: true }),
    );
  }

  /** Stops a download. What is here of it is kept for the next time. */
  async stop(file: FileView): Promise<void> {
    await this.#command(file, { state: { type: 'absent' } }, (id) => this.backend.call('fetchFile', { file: id, wanted: false }));
  }

  /** Keeps a file on this machine, or lets it leave when room is needed. */
  async pin(file: FileView, pinned: boolean): Promise<void> {
    await this.#command(file, { pinned }, (id) => this.backend.call('pinFile', { file: id, pinned }));
  }

  /** Shows at once what a command leads to, carries it out, then asks what came of it. */
  async #command(file: FileView, shown: Partial<FileView>, command: (id: string) => Promise<null>): Promise<void> {
    const id = idOf(file);
    if (id === null) return;
    if (this.#followed.has(id)) this.#told.set(id, { ...this.now(file), ...shown });
    try {
      await command(id);
    } catch (thrown) {
      this.onFailure(thrown);
    }
    this.#touched.add(id);
    this.#askSoon();
  }

  #leave(id: string): void {
    const followed = this.#followed.get(id);
    if (!followed) return;
    followed.places--;
    if (followed.places > 0) return;
    this.#followed.delete(id);
    this.#told.delete(id);
  }

  /** Asks for everything on screen that can still change: once for all that come up in the same moment. */
  #askSoon(): void {
    this.#again = true;
    if (this.#asking) return;
    this.#asking = true;
    queueMicrotask(() => void this.#askAll());
  }

  async #askAll(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        const open = [...this.#followed].filter(([id, { file }]) => this.#touched.has(id) || !isSettled(this.now(file)));
        this.#touched.clear();
        for (let from = 0; from < open.length; from += most) await this.#ask(open.slice(from, from + most));
      }
    } finally {
      this.#asking = false;
    }
  }

  async #ask(open: [id: string, followed: Followed][]): Promise<void> {
    const files = open.map(([file, { file: { usage, name } }]) => ({ file, usage, name }));
    try {
      const views = await this.backend.call('files', { files });
      open.forEach(([id, followed], place) => {
        const view = views[place];
        // One that left meanwhile, or whose message was read again, is not set back by an older answer.
        if (view && this.#followed.get(id) === followed) this.#told.set(id, view);
      });
    } catch {
      // What is on screen stays; the next change asks again.
    }
  }
}

/** The file in the remote. What is still to be sent is here and known, and is not asked for. */
function idOf(file: FileView): string | null {
  return file.hash === null ? file.file : null;
}
