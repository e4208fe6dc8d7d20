/**
 * A call that the rep makes by the desktop's telephone. Nothing tells how it went; so while it lasts the composer offers to
 * log it, as a comment that waits in the outbox like any other, also without a network.
 */
import type { Backend } from '../backend/contract';
import { t } from '../i18n/index.svelte';
import { dialled } from '../words/people';
import type { Composer } from './composer.svelte';

interface Call {
  thread: string;
  name: string;
  phone: string;
  at: Date;
}

export class Calls {
  /** The call that was made last and not logged. */
  made = $state.raw<Call | null>(null);
  /** It belongs to the conversation that is being written in. */
  readonly here = $derived.by(() => (this.made?.thread === this.composer.thread ? this.made : null));

  constructor(
    private readonly backend: Backend,
    private readonly composer: Composer,
  ) {}

  /** Calls by whatever the desktop has for it. Fails as the desktop does. */
  async make(call: Omit<Call, 'at'>): Promise<void> {
    await this.backend.openUrl(dialled(call.phone));
    this.made = { ...call, at: new Date() };
  }

  /** Begins a comment that says who was called and when. */
  log(time: (at: Date) => string): void {
    const { here } = this;
    if (here === null) return;
    this.made = null;
    this.composer.bring({ text: t('call.note', { name: here.name, phone: here.phone, time: time(here.at) }), html: null }, null, 'comment');
  }

  dismiss(): void {
    this.made = null;
  }
}
