/** What a rep does with conversations, across list, thread and composer: one verb each, the same for keys and buttons. */
import { CallFailed } from '../backend/contract';
import type { FileView } from '../bindings/FileView';
import type { Settle } from '../bindings/Settle';
import type { ViewKey } from '../bindings/ViewKey';
import { t } from '../i18n/index.svelte';
import type { Announcer } from './announcer.svelte';
import type { Composer } from './composer.svelte';
import type { Desk } from './desk.svelte';
import type { Words } from './draft';
import type { Focus } from './focus';
import type { ConversationList } from './list.svelte';
import { reachOf } from './reach';
import type { OpenThread } from './thread.svelte';
import type { Origin } from './track.svelte';

export interface Parts {
  desk: Desk;
  list: ConversationList;
  thread: OpenThread;
  composer: Composer;
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
    await Promise.all([thread.open(id), composer.takeUp(id)]);
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

  async setStatus(stage: string): Promise<void> {
    this.parts.list.expectMine();
    await this.#try(() => this.parts.thread.setStatus(stage));
  }

  /** Closes the ticket and opens the conversation below it. */
  async closeAndNext(): Promise<void> {
    const { thread, list, desk, announcer } = this.parts;
    const { head } = thread;
    if (thread.id === null || head === null) return;
    const stages = desk.pipeline(head.ticket?.pipeline ?? null)?.stages ?? [];
    const closed = stages.find((stage) => stage.closed);
    if (!closed) {
      announcer.fail(t('say.cannotClose'));
      return;
    }
    const place = list.indexOf(thread.id) ?? list.active;
    const next = list.rowAt(place + 1) ?? list.rowAt(place - 1);
    await this.setStatus(closed.id);
    announcer.tell(t('say.closed', { name: head.contact ?? t('common.visitor') }));
    if (next) await this.open(next.id, 'stay');
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
    const { composer, announcer, list } = this.parts;
    const { mode } = composer;
    list.expectMine();
    if (await composer.send(thenStage)) announcer.say(mode === 'reply' ? t('say.queued') : t('say.commented'));
    else if (composer.failure !== null) announcer.say(composer.failure.message);
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
      await composer.sendBeside({ text, html, replyTo, files: [], account: account?.id ?? null });
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
