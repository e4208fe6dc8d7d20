/**
 * The conversation on screen: its head, the part of its history that was read so far, and its context.
 *
 * States: nothing open; open and awaited (`loaded` is false, the layout is shown empty); there; gone or unreadable
 * (`failure`). History opens at its newest page; older pages are put above. What arrives replaces the newest page where it
 * overlaps, so a message that was on its way becomes the remote's without a second of both.
 */
import type { Backend } from '../backend/contract';
import { CallFailed, type Stale } from '../backend/contract';
import type { ContextView } from '../bindings/ContextView';
import type { DraftView } from '../bindings/DraftView';
import type { MessagePage } from '../bindings/MessagePage';
import type { MessageView } from '../bindings/MessageView';
import type { Settle } from '../bindings/Settle';
import type { ThreadView } from '../bindings/ThreadView';
import { concerns, concernsThread } from './desk.svelte';
import { firstIncomingAfter, merge, newestIncoming } from './history';

const pageSize = 40;
/** How far back a quoted message is looked for, in pages. */
const reach = 20;

export class OpenThread {
  id = $state<string | null>(null);
  head = $state.raw<ThreadView | null>(null);
  messages = $state.raw<MessageView[]>([]);
  context = $state.raw<ContextView | null>(null);
  loaded = $state(false);
  loadingOlder = $state(false);
  failure = $state.raw<CallFailed | null>(null);
  /** Where the line "new messages" stands: kept while the conversation is open. */
  firstUnread = $state<string | null>(null);
  /** The remote may have more than was read so far. */
  complete = $state(true);
  /** The message to show next, once the history is there. */
  sought = $state<string | null>(null);
  /** There are older messages to load. */
  readonly hasOlder = $derived.by(() => this.#older !== null);

  #older = $state<string | null>(null);
  #generation = 0;
  #read: string | null = null;
  #keptUnread = false;
  #refreshing = false;
  #again = false;

  constructor(private readonly backend: Backend) {}

  async open(id: string): Promise<void> {
    if (this.id === id && this.failure === null) return;
    const generation = ++this.#generation;
    this.id = id;
    this.loaded = false;
    this.failure = null;
    this.#read = null;
    this.#keptUnread = false;
    this.#tellFocus();
    try {
      const [head, page] = await Promise.all([this.backend.call('thread', { thread: id }), this.#ask(id, null)]);
      if (generation !== this.#generation) return;
      this.head = head;
      this.messages = page.messages;
      this.#older = page.older;
      this.complete = page.complete;
      this.firstUnread = head.firstUnread;
      this.context = null;
      this.loaded = true;
      await this.#refreshContext();
    } catch (thrown) {
      if (generation === this.#generation) this.failure = CallFailed.from(thrown);
    }
  }

  close(): void {
    this.#generation++;
    this.id = null;
    this.head = null;
    this.messages = [];
    this.context = null;
    this.loaded = false;
    this.failure = null;
    this.#tellFocus();
  }

  async retry(): Promise<void> {
    const id = this.id;
    this.id = null;
    if (id !== null) await this.open(id);
  }

  /** Puts the page before the oldest message above it. */
  async loadOlder(): Promise<void> {
    const { id } = this;
    const before = this.#older;
    if (id === null || before === null || this.loadingOlder) return;
    const generation = this.#generation;
    this.loadingOlder = true;
    try {
      const page = await this.#ask(id, before);
      if (generation !== this.#generation) return;
      this.messages = [...page.messages, ...this.messages];
      this.#older = page.older;
      this.complete = page.complete;
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Loads history until a message is in it. False when it was not found. */
  async reachFor(message: string): Promise<boolean> {
    const here = () => this.messages.some((entry) => entry.key.id === message);
    for (let pages = 0; !here() && this.#older !== null && pages < reach; pages++) await this.loadOlder();
    return here();
  }

  hear(stale: Stale): void {
    const { id } = this;
    if (id === null) return;
    if (concernsThread(stale, id) || concerns(stale, 'outbox')) void this.#refresh();
    else if (concerns(stale, 'ticket', 'contacts', 'directory')) void this.#refreshHead();
  }

  /** Says that the newest message was seen. Once for each message, and not after the rep marked the thread as unread. */
  async seen(): Promise<void> {
    const { id } = this;
    const newest = newestIncoming(this.messages);
    if (id === null || newest === null || newest === this.#read || this.#keptUnread) return;
    if ((this.head?.unread ?? 0) === 0) return;
    this.#read = newest;
    await this.backend.call('markRead', { thread: id, message: newest });
  }

  async markUnread(): Promise<void> {
    if (this.id === null) return;
    this.#keptUnread = true;
    await this.backend.call('markRead', { thread: this.id, message: null });
  }

  async assign(owner: string | null): Promise<void> {
    if (this.id !== null) await this.backend.call('assign', { thread: this.id, owner });
  }

  async setStatus(stage: string, properties: Record<string, string>): Promise<void> {
    if (this.id !== null) await this.backend.call('setStatus', { thread: this.id, stage, properties });
  }

  async setProperty(name: string, value: string): Promise<void> {
    if (this.id !== null) await this.backend.call('setProperties', { thread: this.id, properties: { [name]: value } });
  }

  async fullText(message: string): Promise<void> {
    if (this.id !== null) await this.backend.call('fullText', { thread: this.id, message });
  }

  /** Settles a message that waits for the rep. `edit` gives back what was written. */
  async settle(intent: string, how: Settle): Promise<DraftView | null> {
    return this.backend.call('settle', { intent, how });
  }

  /** The window gained or lost the focus. */
  windowFocus(): void {
    this.#tellFocus();
  }

  #ask(thread: string, before: string | null): Promise<MessagePage> {
    return this.backend.call('messages', { thread, before, limit: pageSize });
  }

  #tellFocus(): void {
    // Only a hint for sync: which conversation to read first.
    this.backend.call('focus', { thread: this.id, focused: document.hasFocus() }).catch(() => undefined);
  }

  async #refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#again = true;
      return;
    }
    this.#refreshing = true;
    try {
      do {
        this.#again = false;
        await this.#refreshOnce();
      } while (this.#again);
    } finally {
      this.#refreshing = false;
    }
  }

  async #refreshOnce(): Promise<void> {
    const { id } = this;
    const generation = this.#generation;
    if (id === null) return;
    try {
      const [head, page] = await Promise.all([this.backend.call('thread', { thread: id }), this.#ask(id, null)]);
      if (generation !== this.#generation) return;
      if (!this.loaded) this.firstUnread = head.firstUnread;
      else if (this.firstUnread === null && !document.hasFocus()) this.firstUnread = firstIncomingAfter(this.messages, page.messages);
      const merged = merge(this.messages, page.messages);
      this.head = head;
      this.messages = merged.messages;
      if (merged.restarted) this.#older = page.older;
      this.complete = page.complete;
      this.failure = null;
      this.loaded = true;
      await this.#refreshContext();
    } catch (thrown) {
      if (generation === this.#generation && !this.loaded) this.failure = CallFailed.from(thrown);
    }
  }

  async #refreshHead(): Promise<void> {
    const { id } = this;
    const generation = this.#generation;
    if (id === null) return;
    try {
      const head = await this.backend.call('thread', { thread: id });
      if (generation !== this.#generation) return;
      this.head = head;
      await this.#refreshContext();
    } catch {
      // The head on screen stays; the next change asks again.
    }
  }

  async #refreshContext(): Promise<void> {
    const { id } = this;
    const generation = this.#generation;
    if (id === null) return;
    try {
      const context = await this.backend.call('context', { thread: id });
      if (generation === this.#generation) this.context = context;
    } catch {
      // The context is aside: a conversation is read and answered without it.
    }
  }
}
