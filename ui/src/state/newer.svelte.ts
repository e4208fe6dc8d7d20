/**
 * What the customer or a colleague wrote since the reply was begun. It is shown above the editor as it comes; a reply that was
 * overtaken leaves only when the rep asks for it once more, with all of it before their eyes.
 */
import { CallFailed, type Backend, type Stale } from '../backend/contract';
import type { NewerView } from '../bindings/NewerView';
import type { Composer } from './composer.svelte';
import { concerns, concernsThread } from './desk.svelte';

const nothing: NewerView = { entries: [], count: 0, until: null };

export class Newer {
  view = $state.raw<NewerView>(nothing);
  /** Up to where the rep was asked: sending again means that they saw it. */
  asked = $state<string | null>(null);
  /** The next Enter sends. */
  readonly waits = $derived.by(() => this.asked !== null && this.asked === this.view.until);

  #thread: string | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly composer: Composer,
  ) {}

  hear(stale: Stale): void {
    const { thread } = this.composer;
    if (thread !== null && (concernsThread(stale, thread) || concerns(stale, 'drafts'))) void this.refresh();
  }

  /** Reads what is newer than the reply in the editor. */
  async refresh(): Promise<void> {
    const { thread } = this.composer;
    if (thread !== this.#thread) this.#forget(thread);
    if (thread === null) return;
    try {
      const view = await this.backend.call('newer', { thread });
      if (this.composer.thread === thread) this.view = view;
    } catch (thrown) {
      // The desk looks once more before anything leaves.
      this.view = CallFailed.from(thrown).code === 'notFound' ? nothing : this.view;
    }
  }

  /** True when the rep has to look first; the same question once more is an answer. */
  async holds(): Promise<boolean> {
    await this.composer.flush();
    await this.refresh();
    const { until } = this.view;
    if (until === null || until === this.asked) return false;
    this.asked = until;
    return true;
  }

  /** The reply is out, or gone. */
  done(): void {
    this.#forget(this.composer.thread);
  }

  #forget(thread: string | null): void {
    this.#thread = thread;
    this.view = nothing;
    this.asked = null;
  }
}
