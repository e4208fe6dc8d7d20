/** What a rep does with conversations, across list, thread and composer: one verb each, the same for keys and buttons. */
import { CallFailed } from '../backend/contract';
import type { FileView } from '../bindings/FileView';
import type { SendWhen } from '../bindings/SendWhen';
import type { Settle } from '../bindings/Settle';
import type { ViewKey } from '../bindings/ViewKey';
import { t } from '../i18n/index.svelte';
import type { Announcer } from './announcer.svelte';
import type { Composer } from './composer.svelte';
import { emptyDraft, type SendThen } from './draft';
import type { Departures } from './departures.svelte';
import type { Desk } from './desk.svelte';
import type { Words } from './draft';
import type { Focus } from './focus';
import type { ConversationList } from './list.svelte';
import { reachOf } from './reach';
import type { StatusForm } from './statusForm.svelte';
import type { Newer } from './newer.svelte';
import type { OpenThread } from './thread.svelte';
import type { Origin } from './track.svelte';

export interface Parts {
  desk: Desk;
  list: ConversationList;
  thread: OpenThread;
  composer: Composer;
  statusForm: StatusForm;
  departures: Departures;
  newer: Newer;
  announcer: Announcer;
  focus: Focus;
}

export class Triage {
  constructor(private readonly parts: Parts) {}

  /** Opens a conversation. `enter` also takes the focus there. */
  async open(id: string, then: 'stay' | 'enter'): Promise<void> {
    const { thread, composer, list, focus } = this.parts;
    const here = list.indexOf(id);
    if (here !== null) list.active = here;
    await Promise.all([thread.open(id), composer.takeUp(id).then(() => this.parts.newer.refresh())]);
    if (then === 'enter' && thread.id === id) requestAnimationFrame(() => focus.enter('thread'));
  }

  /** Goes to one message of a conversation. */
  async goTo(id: string | null, message: string): Promise<void> {
    const { thread } = this.parts;
    if (id === null) return;
    if (thread.id !== id) await this.open(id, 'stay');
    if (thread.id === id) thread.sought = message;
  }

  /** Something does not play. Why stands at its message: said where that is in sight, told with the way there otherwise. */
  tellSilence({ thread, message, who }: Origin, inSight: boolean): void {
    const { announcer } = this.parts;
    const text = t('say.silence', { who });
    if (inSight) announcer.say(text);
    else announcer.fail(text, { label: t('player.goTo'), run: () => void this.goTo(thread, message) });
  }

  /** Opens the conversation that the keyboard is at. */
  async openActive(then: 'stay' | 'enter'): Promise<void> {
    const row = this.parts.list.rowAt(this.parts.list.active);
    if (row) await this.open(row.id, then);
  }

  /** Goes to the conversation below or above; in the thread it is opened too. */
  async step(by: 1 | -1): Promise<void> {
    const { list, focus, thread } = this.parts;
    // The first key only shows where the keyboard is.
    if (thread.id === null && focus.current !== 'list') return focus.enter('list');
    const next = Math.min(list.total - 1, Math.max(0, list.active + by));
    if (next < 0) return;
    const inThread = thread.id !== null && focus.current !== 'list';
    if (next !== list.active) {
      list.active = next;
      if (inThread) await this.openActive('stay');
    }
    if (!inThread) focus.enter('list');
  }

  /** Back to the list, at the conversation that is open. */
  async back(): Promise<void> {
    const { list, thread, focus } = this.parts;
    if (thread.id !== null) await list.seek(thread.id);
    focus.enter('list');
  }

  async show(key: ViewKey): Promise<void> {
    await this.parts.list.show(key);
    const { id } = this.parts.thread;
    const place = id === null ? null : this.parts.list.indexOf(id);
    if (place !== null) this.parts.list.active = place;
  }

  async assign(owner: string | null): Promise<void> {
    const { thread, announcer, desk, list } = this.parts;
    list.expectMine();
    await this.#try(async () => {
      await thread.assign(owner);
      const name = desk.owner(owner)?.name;
      announcer.say(name === undefined ? t('say.unassigned') : t('say.assigned', { name }));
    });
  }

  async assignToMe(): Promise<void> {
    const { desk, thread, announcer } = this.parts;
    if (thread.id === null) return;
    if (desk.me === null) announcer.fail(t('say.whoAmI'));
    else if (thread.head?.owner !== desk.me.id) {
      await this.assign(desk.me.id);
      announcer.tell(t('say.assignedToMe'));
    }
  }

  /** Sets a status, after asking for what it demands. True when it is in the outbox already. */
  async setStatus(stage: string): Promise<boolean> {
    const { thread, statusForm, list } = this.parts;
    const { id } = thread;
    if (id === null) return false;
    let done = false;
    await this.#try(async () => {
      done = await statusForm.ask({ thread: id, stage, purpose: 'set' }, async (properties) => {
        list.expectMine();
        await thread.setStatus(stage, properties);
        return true;
      });
    });
    return done;
  }

  /** Writes a property of the ticket. True when it is in the outbox. */
  async setProperty(name: string, value: string): Promise<boolean> {
    return this.#try(() => this.parts.thread.setProperty(name, value));
  }

  /** Closes the ticket and opens the conversation below it. */
  async closeAndNext(): Promise<void> {
    const { thread, desk, announcer } = this.parts;
    const { head } = thread;
    if (thread.id === null || head === null) return;
    const stages = desk.pipeline(head.ticket?.pipeline ?? null)?.stages ?? [];
    const closed = stages.find((stage) => stage.closed);
    if (!closed) {
      announcer.fail(t('say.cannotClose'));
      return;
    }
    const next = this.#below();
    // What the status demands is asked for here: the conversation stays until that is done.
    if (!(await this.setStatus(closed.id))) return;
    announcer.tell(t('say.closed', { name: head.contact ?? t('common.visitor') }));
    if (next !== null) await this.open(next, 'stay');
  }

  /** The conversation below the one that is open, else the one above. */
  #below(): string | null {
    const { list, thread } = this.parts;
    const place = (thread.id === null ? null : list.indexOf(thread.id)) ?? list.active;
    return (list.rowAt(place + 1) ?? list.rowAt(place - 1))?.id ?? null;
  }

  async markUnread(): Promise<void> {
    const { thread, announcer } = this.parts;
    if (thread.id === null) return;
    await this.#try(async () => {
      await thread.markUnread();
      announcer.tell(t('say.markedUnread'));
      await this.back();
    });
  }

  /** Sends what was written; the focus stays in the editor. */
  async send(thenStage: string | null): Promise<void> {
    const { composer, statusForm } = this.parts;
    const { thread } = composer;
    const chosen = composer.draft.status;
    const stage = thenStage ?? chosen?.stage ?? null;
    if (stage === null || thread === null || composer.empty) return void (await this.#send(null));
    // Whatever comes between, the choice is on disk with the draft.
    if (stage !== chosen?.stage) composer.choose({ status: { stage, properties: {} } });
    if (await this.#isHeld()) return;
    await composer.flush();
    const ask = { thread, stage, purpose: 'send' } as const;
    await this.#try(async () => {
      await statusForm.ask(ask, (properties) => {
        composer.choose({ status: { stage, properties } });
        return this.#send({ stage, properties });
      });
    });
  }

  /** Sends what was written and opens the conversation below; what was sent can be undone from there. */
  async sendAndNext(): Promise<void> {
    const next = this.#below();
    if (!(await this.#send(null)) || next === null) return;
    const { departures, announcer } = this.parts;
    await this.open(next, 'stay');
    if (departures.canUndo(Date.now())) announcer.tell(t('say.queued'), { label: t('later.undo'), run: () => void this.undoSend() });
  }

  /** Lets a message leave at a time: one that waits already, or what is being written. True when that is so. */
  async sendAt(intent: string | null, at: Date): Promise<boolean> {
    if (intent === null) return this.#send(null, { type: 'at', at: at.toISOString() });
    return this.#try(() => this.parts.departures.leave(intent, at));
  }

  /** Lets a message that waits leave at once. */
  async sendNow(intent: string): Promise<void> {
    await this.#try(() => this.parts.departures.leave(intent, null));
  }

  /** Takes back what was sent last. */
  async undoSend(): Promise<void> {
    const { departures, announcer } = this.parts;
    await this.#try(async () => {
      await departures.undo((id) => this.open(id, 'stay'));
      announcer.say(t('say.undone'));
    });
  }

  async #send(then: SendThen | null, when?: SendWhen): Promise<boolean> {
    const { composer, announcer, list, thread, desk, departures, newer } = this.parts;
    const { mode } = composer;
    if (await this.#isHeld()) return false;
    const { email } = reachOf(thread.head, composer.draft, desk);
    list.expectMine();
    const sent = await composer.send(then ?? composer.draft.status, { when, seen: newer.asked });
    if (sent) newer.done();
    if (sent && composer.sent !== null) {
      const { undoEmailSeconds, undoChatSeconds } = desk.settings.current;
      const seconds = mode === 'comment' || when !== undefined ? 0 : email ? undoEmailSeconds : undoChatSeconds;
      departures.last = { ...composer.sent, until: Date.now() + seconds * 1_000 };
    }
    if (sent) announcer.say(mode === 'reply' ? t('say.queued') : t('say.commented'));
    else if (composer.failure !== null) announcer.say(composer.failure.message);
    return sent;
  }

  /** True when something newer than the reply has to be seen first. Asked again, it is sent. */
  async #isHeld(): Promise<boolean> {
    const { composer, newer, announcer, statusForm } = this.parts;
    if (composer.mode !== 'reply' || composer.empty || !(await newer.holds())) return false;
    statusForm.close();
    announcer.say(`${t('newer.lead', { count: newer.view.count })} ${t('newer.again')}`);
    return true;
  }

  /** Settles a change of the ticket that waits. */
  async settleChange(intent: string, how: Settle): Promise<void> {
    await this.#try(async () => {
      await this.parts.thread.settle(intent, how);
    });
  }

  /** Settles a message that waits for the rep. */
  async settle(intent: string, how: Settle, mode: 'reply' | 'comment'): Promise<void> {
    const { thread, composer, focus } = this.parts;
    await this.#try(async () => {
      await composer.flush();
      const draft = await thread.settle(intent, how);
      if (how === 'edit' && draft !== null) {
        composer.putBack(mode, draft);
        focus.goTo(mode);
      }
    });
  }

  /** Sends the words of a message that was not delivered again, the way a reply goes now. True once the outbox has it. */
  async sendAgain({ text, html }: Words, replyTo: string | null): Promise<boolean> {
    const { composer, thread, desk, announcer, list } = this.parts;
    const { account } = reachOf(thread.head, composer.draftOf('reply'), desk);
    list.expectMine();
    return this.#try(async () => {
      await composer.sendBeside({ ...emptyDraft, text, html, replyTo, account: account?.id ?? null });
      announcer.say(t('say.queued'));
    });
  }

  /** Takes the words of a message that was not delivered into the reply. */
  editAgain(words: Words, replyTo: string | null): void {
    const { composer, focus } = this.parts;
    composer.bring(words, replyTo);
    focus.goTo('reply');
  }

  async copy(text: string): Promise<void> {
    await this.#try(async () => {
      await navigator.clipboard.writeText(text);
      this.parts.announcer.tell(t('stuck.copied'));
    });
  }

  /** Hands a file to the desktop: opens it there, saves it where the rep says, or copies a picture. True when it is done. */
  async handOver(how: 'openFile' | 'saveFile' | 'copyPicture', { file, name }: Pick<FileView, 'file' | 'name'>): Promise<boolean> {
    return file !== null && (await this.#try(async () => this.parts.desk.backend[how]({ file, name })));
  }

  /** Opens a page in the desktop's browser. */
  async openPage(url: string): Promise<void> {
    await this.#try(() => this.parts.desk.backend.openUrl(url));
  }

  /** Carries out a command; a failure is told, never swallowed. True when it was carried out. */
  async #try(command: () => Promise<void>): Promise<boolean> {
    try {
      await command();
      return true;
    } catch (thrown) {
      this.tellFailure(thrown);
      return false;
    }
  }

  tellFailure(thrown: unknown): void {
    const failure = CallFailed.from(thrown);
    this.parts.announcer.fail(t('errors.command', { reason: failure.message }));
  }
}
