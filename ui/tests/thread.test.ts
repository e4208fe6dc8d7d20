import { describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { OpenThread } from '../src/state/thread.svelte';
import { FakeDesk } from './fixture/fakeDesk';

async function opened(id = 't1'): Promise<{ desk: FakeDesk; thread: OpenThread }> {
  const desk = new FakeDesk();
  const thread = new OpenThread(desk);
  await desk.onChanged((stale) => thread.hear(stale));
  await thread.open(id);
  return { desk, thread };
}

describe('a conversation', () => {
  it('opens at its newest page, however long it is', async () => {
    const { desk, thread } = await opened();
    expect(thread.messages.at(-1)?.key.id).toBe('t1-499');
    expect(thread.messages.length).toBeLessThanOrEqual(60);
    expect(desk.calls('messages')).toHaveLength(1);
    expect(thread.hasOlder).toBe(true);
  });

  it('puts older pages above until its beginning, each once', async () => {
    const { thread } = await opened();
    await Promise.all([thread.loadOlder(), thread.loadOlder()]);
    const place = thread.messages.findIndex((message) => message.key.id === 't1-450');
    expect(thread.messages.slice(place, place + 3).map((message) => message.key.id)).toEqual(['t1-450', 't1-451', 't1-452']);
    while (thread.hasOlder) await thread.loadOlder();
    expect(thread.messages).toHaveLength(500);
    expect(new Set(thread.messages.map((message) => message.key.id)).size).toBe(500);
  });

  it('takes what arrives without losing the older pages that were read', async () => {
    const { desk, thread } = await opened();
    await thread.loadOlder();
    const before = thread.messages.length;
    desk.arrive('t1', 'Jeszcze jedno pytanie');
    await vi.waitFor(() => expect(thread.messages).toHaveLength(before + 1));
    expect(thread.messages[0]?.key.id).toBe(`t1-${500 - before}`);
  });

  it('finds a quoted message far back, and says when it is not there', async () => {
    const { thread } = await opened();
    expect(await thread.reachFor('t1-20')).toBe(true);
    expect(thread.messages.some((message) => message.key.id === 't1-20')).toBe(true);
    expect(await thread.reachFor('gone')).toBe(false);
  });

  it('shows the last one asked for when two are opened quickly', async () => {
    const { thread } = await opened('t2');
    await Promise.all([thread.open('t3'), thread.open('t4')]);
    expect(thread.head?.id).toBe('t4');
    expect(thread.messages[0]?.key.id).toMatch(/^t4-/);
  });

  it('says why it could not be read, and can be tried again', async () => {
    const desk = new FakeDesk();
    const thread = new OpenThread(desk);
    desk.failures.set('messages', new CallFailed('notFound', 'This conversation is gone.'));
    await thread.open('t1');
    expect(thread.failure?.code).toBe('notFound');
    await thread.retry();
    expect(thread.failure).toBeNull();
    expect(thread.loaded).toBe(true);
  });

  it('reads without its context when that fails: the context is aside', async () => {
    const desk = new FakeDesk();
    const thread = new OpenThread(desk);
    desk.failures.set('context', new CallFailed('internal', 'no'));
    await thread.open('t1');
    expect([thread.loaded, thread.failure, thread.context]).toEqual([true, null, null]);
  });
});

describe('read and unread', () => {
  it('keeps the line above what was new while the conversation is open, after it was read too', async () => {
    const { desk, thread } = await opened('t0');
    expect(thread.firstUnread).toBe('m18');
    await thread.seen();
    await vi.waitFor(() => expect(thread.head?.unread).toBe(0));
    expect(thread.firstUnread).toBe('m18');
    expect(desk.calls('markRead')).toEqual([{ thread: 't0', message: 'm20' }]);
  });

  it('marks a message as read once', async () => {
    const { desk, thread } = await opened('t0');
    await thread.seen();
    await thread.seen();
    expect(desk.calls('markRead')).toHaveLength(1);
  });

  it('stays unread after the rep marked it so, although it is still on screen', async () => {
    const { desk, thread } = await opened('t0');
    await thread.markUnread();
    await thread.seen();
    expect(desk.calls('markRead')).toEqual([{ thread: 't0', message: null }]);
  });
});
