/** A page that nobody sees gives its memory back, and the one after it is where that one was. */
import { cleanup, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { open } from './fixture/openWindow';
import { type } from './fixture/writing';

const tenMinutes = 10 * 60_000;

function turn(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('a window that nobody sees', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }));

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const pass = (time: number) => vi.advanceTimersByTimeAsync(time);

  it('gives its page up after ten minutes, and not while it is seen', async () => {
    const { desk } = await open();
    await pass(2 * tenMinutes);
    turn('hidden');
    await pass(tenMinutes - 1_000);
    turn('visible');
    await pass(tenMinutes);
    turn('hidden');
    await pass(tenMinutes - 1_000);
    expect(desk.letGone).toBe(0);
    await pass(1_000);
    expect(desk.letGone).toBe(1);
  });

  it('writes first what the desk does not have', async () => {
    const { desk, app } = await open();
    await app.triage.open('t1', 'stay');
    type(await screen.findByRole('textbox', { name: 'Reply' }), 'Sprawdzam.');
    turn('hidden');
    await pass(tenMinutes);
    expect(desk.calls('saveDraft').at(-1)?.draft.text).toBe('Sprawdzam.');
    expect(desk.letGone).toBe(1);
  });

  it('keeps a page with something that would be lost, and gives it up when it is settled', async () => {
    const { desk, app } = await open();
    app.panels.dialog = 'snippets';
    await screen.findByRole('dialog');
    turn('hidden');
    await pass(tenMinutes);
    expect(desk.letGone).toBe(0);
    app.panels.dialog = null;
    app.announcer.fail('The message did not leave.');
    await pass(tenMinutes);
    expect(desk.letGone).toBe(0);
    app.announcer.dismiss(app.announcer.notes[0]!.id);
    await pass(tenMinutes);
    expect(desk.letGone).toBe(1);
  });
});

describe('a page that is loaded again', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }));

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  const stands = () => vi.advanceTimersByTimeAsync(3_000);

  it('is where the one before it was', async () => {
    const before = await open();
    await before.app.triage.show({ view: 'unread' });
    await before.app.triage.open('t3', 'stay');
    await stands();
    cleanup();
    const { app } = await open();
    await vi.waitFor(() => expect(app.thread.id).toBe('t3'));
    expect(app.list.isShown({ view: 'unread' })).toBe(true);
  });

  it('looks for the same words', async () => {
    const before = await open();
    before.app.list.find('plecak');
    await vi.waitFor(() => expect(before.desk.calls('list').at(-1)?.search).toBe('plecak'));
    await stands();
    cleanup();
    const { desk } = await open();
    await vi.waitFor(() => expect(desk.calls('list').at(-1)?.search).toBe('plecak'));
    expect(screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search conversations' }).value).toBe('plecak');
  });

  it('does not go back to a conversation that brings it down', async () => {
    const before = await open();
    await before.app.triage.open('t3', 'stay');
    await stands();
    await before.app.triage.open('t4', 'stay');
    cleanup();
    const again = await open();
    await vi.waitFor(() => expect(again.app.thread.id).toBe('t3'));
    cleanup();
    const { app } = await open();
    expect(app.thread.id).toBeNull();
  });

  it('shows what it was loaded for instead', async () => {
    const before = await open();
    await before.app.triage.open('t3', 'stay');
    await stands();
    cleanup();
    const { app } = await open({}, (desk) => desk.ask({ type: 'thread', thread: 't5', message: null, compose: false, stage: null }));
    await vi.waitFor(() => expect(app.thread.id).toBe('t5'));
  });
});
