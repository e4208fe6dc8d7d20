/**
 * Whom the reply goes to by e-mail, and its subject. Until the rep says otherwise the desk knows: it is asked for each
 * conversation and each message that is answered, and again when something comes. What the rep changed is part of the draft.
 */
import { CallFailed, type Backend, type Stale } from '../backend/contract';
import type { EmailHead } from '../bindings/EmailHead';
import type { EmailPeople } from '../bindings/EmailPeople';
import type { EmailPerson } from '../bindings/EmailPerson';
import { t } from '../i18n/index.svelte';
import { isEmailAddress } from '../words/people';
import type { Composer } from './composer.svelte';
import { concerns, concernsThread } from './desk.svelte';

/** The fields in which people stand. */
export const fields = ['to', 'cc', 'bcc'] as const satisfies (keyof EmailPeople)[];
export type Field = (typeof fields)[number];

export class Addressing {
  #usual = $state.raw<{ thread: string; replyTo: string | null; head: EmailHead } | null>(null);
  /** As it stands above the text; null while it is not known yet. */
  readonly head = $derived.by(() => {
    const { thread } = this.composer;
    return this.composer.draftOf('reply').email ?? (this.#usual?.thread === thread ? (this.#usual?.head ?? null) : null);
  });

  constructor(
    private readonly backend: Backend,
    private readonly composer: Composer,
  ) {}

  hear(stale: Stale): void {
    const thread = this.#usual?.thread;
    if (thread !== undefined && thread === this.composer.thread && (concernsThread(stale, thread) || concerns(stale, 'contacts'))) void this.refresh();
  }

  /** Asks whom the reply in the editor goes to when the rep does not say. */
  async refresh(): Promise<void> {
    const { thread } = this.composer;
    const { replyTo } = this.composer.draftOf('reply');
    if (thread === null) return;
    try {
      const head = await this.backend.call('emailHead', { thread, replyTo });
      if (this.composer.thread === thread && this.composer.draftOf('reply').replyTo === replyTo) this.#usual = { thread, replyTo, head };
    } catch (thrown) {
      // What stands there stays; the desk fills in what is missing when the reply is sent.
      if (CallFailed.from(thrown).code === 'notFound') this.#usual = null;
    }
  }

  /** The rep changed something: from now on all of it is theirs. */
  change(patch: Partial<EmailHead>): void {
    if (this.head !== null) this.composer.choose({ email: { ...this.head, ...patch } });
  }

  /** Addresses to choose from; none while the desk does not answer. */
  async suggest(search: string): Promise<EmailPerson[]> {
    const { thread } = this.composer;
    if (thread === null) return [];
    return this.backend.call('addresses', { thread, search }).catch(() => []);
  }
}

/** Why an e-mail cannot leave like this. */
export function troubleWith(head: EmailHead | null): string | null {
  if (head === null) return null;
  const wrong = fields.flatMap((field) => head[field]).find((person) => !isEmailAddress(person.address.trim()));
  if (wrong !== undefined) return t('email.wrong', { address: wrong.address });
  return head.to.length === 0 ? t('email.nobody') : null;
}
