/**
 * Messages that do not leave at once. For a moment after sending a message can be undone: it goes back into the draft whole,
 * and the conversation is opened again if the rep went on meanwhile. Or the rep says when it shall leave.
 */
import type { Backend } from '../backend/contract';
import type { ComposeMode } from '../bindings/ComposeMode';
import type { Delivery } from '../bindings/Delivery';
import type { MessageView } from '../bindings/MessageView';
import type { Composer } from './composer.svelte';
import type { Focus } from './focus';
import type { OpenThread } from './thread.svelte';

/** A message that was sent from here last. */
export interface SentHere {
  intent: string;
  thread: string;
  mode: ComposeMode;
  /** When it can no longer be undone, where it is not on screen. */
  until: number;
}

interface Parts {
  backend: Backend;
  composer: Composer;
  thread: OpenThread;
  focus: Focus;
}

export class Departures {
  /** The time is being chosen: of a message that waits already, or of the one that is being written. */
  asking = $state.raw<{ intent: string | null; at: Date | null } | null>(null);
  /** What can be undone. */
  last = $state.raw<SentHere | null>(null);

  constructor(private readonly parts: Parts) {}

  /** Chooses a time for a message that waits. */
  move(intent: string, at: Date): void {
    this.asking = { intent, at };
  }

  /** Chooses a time for what is being written. */
  askForTime(): void {
    this.asking = { intent: null, at: null };
  }

  close(): void {
    this.asking = null;
  }

  /** Lets a message that waits leave at another time, or at once. Fails as the call does. */
  async leave(intent: string, at: Date | null): Promise<void> {
    await this.parts.backend.call('schedule', { intent, at: at?.toISOString() ?? null });
  }

  /** True when the message that was sent last can be undone. */
  canUndo(now: number): boolean {
    const { last } = this;
    if (last === null) return false;
    const { thread } = this.parts;
    if (thread.id !== last.thread || !thread.loaded) return now < last.until;
    return thread.messages.some((message) => message.key.id === last.intent && isOnDisk(deliveryIn(message)));
  }

  /** Takes back what was sent last; `open` shows its conversation. Fails as the call does. */
  async undo(open: (thread: string) => Promise<void>): Promise<void> {
    const { last } = this;
    if (last === null) return;
    const { composer, thread, focus } = this.parts;
    this.last = null;
    await composer.flush();
    const draft = await thread.settle(last.intent, 'edit');
    if (thread.id !== last.thread) await open(last.thread);
    if (thread.id !== last.thread || draft === null) return;
    composer.putBack(last.mode, draft);
    focus.goTo(last.mode);
  }
}

function deliveryIn({ body }: MessageView): Delivery | null {
  return 'delivery' in body ? body.delivery : null;
}

function isOnDisk(delivery: Delivery | null): boolean {
  return delivery?.state === 'waiting' || delivery?.state === 'queued';
}
