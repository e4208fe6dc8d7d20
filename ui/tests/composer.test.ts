import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { DraftFile } from '../src/bindings/DraftFile';
import { noLimits } from '../src/state/limits';
import { reachOf } from '../src/state/reach';
import { Composer } from '../src/state/composer.svelte';
import { directory } from './fixture/people';
import { FakeDesk } from './fixture/fakeDesk';

const kept: DraftFile = { hash: 'abc', name: 'kubek.jpg', mime: 'image/jpeg', size: 1_200 };
const picture = () => new File(['x'], 'kubek.jpg', { type: 'image/jpeg' });

let desk: FakeDesk;
let composer: Composer;

beforeEach(async () => {
  vi.useFakeTimers();
  desk = new FakeDesk();
  composer = new Composer(desk, () => desk.boot.media);
  await desk.onChanged((stale) => composer.hear(stale));
  await composer.takeUp('t0');
});

afterEach(() => {
  vi.useRealTimers();
});

describe('drafts', () => {
  it('are on disk 200 ms after the last key, in one write', async () => {
    for (const text of ['D', 'Dz', 'Dzień', 'Dzień dobry']) {
      composer.write(text);
      await vi.advanceTimersByTimeAsync(120);
    }
    expect(desk.calls('saveDraft')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(80);
    expect(desk.calls('saveDraft').map((args) => args.draft.text)).toEqual(['Dzień dobry']);
    expect(composer.saved).toBe('saved');
  });

  it('are written at once when the rep goes to another conversation, and are there when the rep comes back', async () => {
    composer.write('Pół zdania');
    composer.answer('m20');
    await composer.takeUp('t1');
    expect(composer.draft.text).toBe('');
    expect(desk.drafts.get('t0')?.reply).toMatchObject({ text: 'Pół zdania', html: null, replyTo: 'm20' });
    await composer.takeUp('t0');
    expect(composer.draft).toMatchObject({ text: 'Pół zdania', html: null, replyTo: 'm20' });
  });

  it('are two: what was written as a comment never shows up as a reply', async () => {
    composer.write('do klienta');
    composer.switchTo('comment');
    composer.write('do zespołu');
    expect(composer.draft.text).toBe('do zespołu');
    composer.switchTo('reply');
    expect(composer.draft.text).toBe('do klienta');
    await composer.flush();
    expect(desk.drafts.get('t0')).toMatchObject({ reply: { text: 'do klienta' }, comment: { text: 'do zespołu' } });
  });

  it('say so when they could not be written, and keep the text', async () => {
    desk.failures.set('saveDraft', new CallFailed('readOnly', 'The disk is full.'));
    composer.write('ważne');
    await vi.advanceTimersByTimeAsync(250);
    expect([composer.saved, composer.failure?.message, composer.draft.text]).toEqual(['failed', 'The disk is full.', 'ważne']);
    composer.write('ważne!');
    await vi.advanceTimersByTimeAsync(250);
    expect(composer.saved).toBe('saved');
  });

  it('are not overwritten by what the core says while the rep is typing', async () => {
    composer.write('nowsze');
    desk.drafts.set('t0', { reply: { text: 'starsze', html: null, replyTo: null, files: [], account: null, email: null, status: null }, comment: null });
    desk.change({ type: 'drafts' });
    await vi.advanceTimersByTimeAsync(50);
    expect(composer.draft.text).toBe('nowsze');
  });
});

describe('sending', () => {
  it('hands over what was written and empties the editor', async () => {
    composer.write('Wysyłamy nowy kubek.');
    composer.answer('m20');
    expect(await composer.send({ stage: 's2', properties: { hs_resolution: 'ISSUE_FIXED' } })).toBe(true);
    expect(desk.calls('send')).toEqual([
      { thread: 't0', mode: 'reply', draft: { text: 'Wysyłamy nowy kubek.', html: null, replyTo: 'm20', files: [], account: null, email: null, status: null }, thenStage: 's2', thenProperties: { hs_resolution: 'ISSUE_FIXED' }, when: { type: 'usual' }, seen: null },
    ]);
    expect(composer.draft.text).toBe('');
  });

  it('never writes the draft again once it was sent', async () => {
    composer.write('raz');
    await composer.send(null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(desk.calls('saveDraft')).toHaveLength(0);
    expect(desk.drafts.get('t0')?.reply).toBeNull();
  });

  it('waits for a save that is on its way, so that an older draft cannot come after', async () => {
    composer.write('pierwsza wersja');
    void composer.flush();
    composer.write('druga wersja');
    await composer.send(null);
    expect(desk.log.filter(({ name }) => name === 'saveDraft' || name === 'send').map(({ name }) => name)).toEqual(['saveDraft', 'send']);
  });

  it('sends once when Enter is pressed twice', async () => {
    composer.write('raz');
    const both = await Promise.all([composer.send(null), composer.send(null)]);
    expect(both).toEqual([true, false]);
    expect(desk.calls('send')).toHaveLength(1);
  });

  it('sends nothing that is empty', async () => {
    composer.write('  \n ');
    expect(await composer.send(null)).toBe(false);
    expect(desk.calls('send')).toHaveLength(0);
  });

  it('keeps the text in the editor and on disk when the outbox refuses it', async () => {
    desk.failures.set('send', new CallFailed('notPossible', 'No channel account to send through.'));
    composer.write('ważne');
    expect(await composer.send(null)).toBe(false);
    expect([composer.draft.text, composer.failure?.code]).toEqual(['ważne', 'notPossible']);
    await vi.advanceTimersByTimeAsync(10);
    expect(desk.drafts.get('t0')?.reply?.text).toBe('ważne');
  });

  it('stays with the channel that the rep chose for the next message', async () => {
    composer.write('przez e-mail');
    composer.chooseAccount('a3');
    await composer.send(null);
    expect(composer.draft).toEqual({ text: '', html: null, replyTo: null, files: [], account: 'a3', email: null, status: null });
  });
});

describe('files', () => {
  it('become part of the draft once they are kept, and show how far they are until then', async () => {
    composer.attach([picture()], noLimits);
    expect(composer.busy).toBe(true);
    desk.uploads[0]!.upload.progress(0.4);
    expect(composer.onTheirWay[0]).toMatchObject({ name: 'kubek.jpg', part: 0.4 });
    expect(await composer.send(null)).toBe(false);
    desk.uploads[0]!.finish(kept);
    await vi.advanceTimersByTimeAsync(1);
    expect([composer.busy, composer.draft.files]).toEqual([false, [kept]]);
    expect(desk.drafts.get('t0')?.reply?.files).toEqual([kept]);
  });

  it('belong to the draft that they were dropped on, even when the rep went on meanwhile', async () => {
    composer.write('z plikiem');
    composer.attach([picture()], noLimits);
    await composer.takeUp('t1');
    expect(composer.onTheirWay).toEqual([]);
    desk.uploads[0]!.finish(kept);
    await vi.advanceTimersByTimeAsync(1);
    expect(composer.draft.files).toEqual([]);
    expect(desk.drafts.get('t0')?.reply).toMatchObject({ text: 'z plikiem', files: [kept] });
  });

  it('that could not be kept say why and can be removed', async () => {
    composer.attach([picture()], noLimits);
    desk.uploads[0]!.fail(new CallFailed('internal', 'The disk is full.'));
    await vi.advanceTimersByTimeAsync(1);
    expect(composer.onTheirWay[0]?.failure).toBe('The disk is full.');
    expect(composer.busy).toBe(false);
    composer.files.drop(composer.onTheirWay[0]!.id);
    expect(composer.onTheirWay).toEqual([]);
  });

  it('can be taken back while they are on their way', () => {
    composer.attach([picture()], noLimits);
    const { signal } = desk.uploads[0]!.upload;
    composer.files.drop(composer.onTheirWay[0]!.id);
    expect([signal.aborted, composer.onTheirWay.length]).toEqual([true, 0]);
  });

  it('make a message by themselves, and can be removed from it', async () => {
    composer.attach([picture()], noLimits);
    desk.uploads[0]!.finish(kept);
    await vi.advanceTimersByTimeAsync(1);
    expect(composer.empty).toBe(false);
    composer.files.remove('abc');
    expect(composer.empty).toBe(true);
  });
});

describe('through what a reply goes', () => {
  const ask = {
    account: (id: string) => directory.accounts.find((one) => one.id === id) ?? null,
    channel: (id: string) => directory.channels.find((one) => one.id === id) ?? null,
  };
  const draft = { text: '', html: null, replyTo: null, files: [], account: null, email: null, status: null };

  async function head(patch: object) {
    return { ...(await desk.call('thread', { thread: 't0' })), ...patch };
  }

  it('is the account of the newest message, or the one that the rep chose', async () => {
    const thread = await head({ accounts: ['a1', 'a3'] });
    expect(reachOf(thread, draft, ask)).toMatchObject({ account: { id: 'a1' }, email: false, reason: null });
    expect(reachOf(thread, { ...draft, account: 'a3' }, ask)).toMatchObject({ account: { id: 'a3' }, email: true });
  });

  it('says what to do when the account is off, when there is none, and when nobody can be addressed', async () => {
    expect(reachOf(await head({ accounts: ['a4'] }), draft, ask).reason).toMatch(/Hamburg.*authorise/);
    expect(reachOf(await head({ accounts: [] }), draft, ask).reason).toMatch(/No channel account/);
    expect(reachOf(await head({ accounts: ['a1'], canReply: false }), draft, ask).reason).toMatch(/nobody/);
  });

  it('goes on by e-mail only when the rep says so, also where nobody can be addressed in the chat', async () => {
    expect(reachOf(await head({ accounts: ['a4', 'a3'] }), draft, ask).reason).toMatch(/Hamburg.*authorise/);
    const thread = await head({ accounts: ['a1', 'a3'], canReply: false });
    expect(reachOf(thread, { ...draft, account: 'a3' }, ask)).toMatchObject({ account: { id: 'a3' }, reason: null });
  });

  it('passes over an account that is off when another can be used', async () => {
    expect(reachOf(await head({ accounts: ['a4', 'a2'] }), draft, ask)).toMatchObject({ account: { id: 'a2' }, reason: null });
  });
});
