/**
 * What a status demands, asked before anything is queued. A status that demands nothing is set at once; otherwise the form is
 * open until the rep fills it in or closes it. The form is made from the cache, so it is there without a network too.
 */
import { CallFailed, type Backend } from '../backend/contract';
import type { StatusFormView } from '../bindings/StatusFormView';

/** The values that go with a status, by internal name. */
export type Properties = Record<string, string>;

/** What the rep does once the form is filled in: sets the status alone, or sends a message with it. */
export type Purpose = 'set' | 'send';

interface Asked {
  form: StatusFormView;
  purpose: Purpose;
  /** Carries it out; true when it is in the outbox. Fails as the call does. */
  then: (properties: Properties) => Promise<boolean>;
}

export class StatusForm {
  /** The form that is open. */
  open = $state.raw<Asked | null>(null);
  /** Why it could not be carried out. */
  failure = $state<string | null>(null);

  constructor(private readonly backend: Backend) {}

  /** Asks for what the status demands, if anything, and goes on with it. True when it was carried out without asking. */
  async ask({ thread, stage, purpose }: { thread: string; stage: string; purpose: Purpose }, then: Asked['then']): Promise<boolean> {
    const form = await this.backend.call('statusForm', { thread, stage });
    if (form.fields.length === 0) return then({});
    this.failure = null;
    this.open = { form, purpose, then };
    return false;
  }

  /** Carries out what the form was opened for; it stays open when that fails, with everything that was entered. */
  async submit(properties: Properties): Promise<void> {
    const asked = this.open;
    if (asked === null) return;
    this.failure = null;
    try {
      if ((await asked.then(properties)) && this.open === asked) this.open = null;
    } catch (thrown) {
      this.failure = CallFailed.from(thrown).message;
    }
  }

  close(): void {
    this.open = null;
  }
}
