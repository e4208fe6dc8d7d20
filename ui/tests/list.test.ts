import { describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { ConversationList } from '../src/state/list.svelte';
import { FakeDesk } from './fixture/fakeDesk';

async function shown(threads = 20_000): Promise<{ desk: FakeDesk; list: ConversationList }> {
  const desk = new FakeDesk({ threads });
  const list = new ConversationList(desk);
  await desk.onChanged((stale) => list.hear(stale));
  await list.show({ view: 'open' });
  list.see(0, 20);
  return { desk, list };
}

const ids = (list: ConversationList, count: number) => Array.from({ length: count }, (_, i) => list.rowAt(i)?.id);

describe('a long list', () => {
  it('asks for what is on screen and for nothing else', async () => {
    const { desk, list } = await shown();
    expect(list.total).toBe(20_000);
    list.see(10_000, 10_020);
    await vi.waitFor(() => expect(list.rowAt(10_010)?.id).toBe('t10010'));
    expect(list.rowAt(5_000)).toBeUndefined();
    expect(desk.calls('list').map((args) => args.offset)).toEqual([0, 9_960, 10_020].slice(0, desk.calls('list').length));
    expect(desk.calls('list').every((args) => args.limit <= 100)).toBe(true);
  });

  it('goes for where the screen is now when it was moved on before the answer', async () => {
    const { desk, list } = await shown();
    for (let at = 1_000; at <= 19_000; at += 600) list.see(at, at + 20);
    await vi.waitFor(() => expect(list.rowAt(19_000)?.id).toBe('t19000'));
    expect(desk.calls('list').length).toBeLessThan(12);
  });

  it('shows skeletons where a page could not be read, and asks for it again by itself', async () => {
    const { desk, list } = await shown();
    desk.failures.set('list', new CallFailed('internal', 'disk'));
    list.see(600, 620);
    await vi.waitFor(() => expect(desk.calls('list').length).toBe(2));
    expect(list.rowAt(600)).toBeUndefined();
    await vi.waitFor(() => expect(list.rowAt(600)?.id).toBe('t600'), { timeout: 3_000 });
  });

  it('says when it could not be read at all, and can be tried again', async () => {
    const desk = new FakeDesk();
    const list = new ConversationList(desk);
    desk.failures.set('list', new CallFailed('internal', 'The folder cannot be read.'));
    await list.show({ view: 'open' });
    expect(list.failure?.message).toBe('The folder cannot be read.');
    await list.retry();
    expect(list.failure).toBeNull();
    expect(list.rowAt(0)?.id).toBe('t0');
  });
});

describe('what arrives', () => {
  it('comes in at once while nobody is at the list', async () => {
    const { desk, list } = await shown();
    desk.arrive('t8', 'Dzień dobry!');
    await vi.waitFor(() => expect(list.rowAt(0)?.id).toBe('t8'));
    expect(list.arrivals).toBe(0);
  });

  it('gathers in a pill while the pointer is over the list: no row moves, but rows are brought up to date where they are', async () => {
    const { desk, list } = await shown();
    list.hold('pointer');
    const before = ids(list, 12);
    desk.arrive('t8', 'Dzień dobry!');
    desk.arrive('t200', 'Halo?');
    await vi.waitFor(() => expect(list.arrivals).toBe(2));
    expect(ids(list, 12)).toEqual(before);
    expect(list.rowAt(8)?.preview.text).toBe('Dzień dobry!');
    list.letGo('pointer');
    await vi.waitFor(() => expect(ids(list, 3)).toEqual(['t200', 't8', 't0']));
    expect(list.arrivals).toBe(0);
  });

  it('stays gathered until the last hold is gone', async () => {
    const { desk, list } = await shown();
    list.hold('pointer');
    list.hold('keyboard');
    desk.arrive('t8', 'Dzień dobry!');
    await vi.waitFor(() => expect(list.arrivals).toBe(1));
    list.letGo('pointer');
    expect(list.rowAt(0)?.id).toBe('t0');
    list.letGo('keyboard');
    await vi.waitFor(() => expect(list.rowAt(0)?.id).toBe('t8'));
  });

  it('comes in when the pill is pressed, and the keyboard is at the top', async () => {
    const { desk, list } = await shown();
    list.active = 5;
    list.hold('pointer');
    desk.arrive('t8', 'Dzień dobry!');
    await vi.waitFor(() => expect(list.arrivals).toBe(1));
    await list.takeArrivals();
    expect(list.rowAt(0)?.id).toBe('t8');
    expect([list.arrivals, list.active]).toEqual([0, 0]);
  });

  it('makes no pill when only the conversation at the top went on', async () => {
    const { desk, list } = await shown();
    list.hold('pointer');
    desk.arrive('t0', 'Jeszcze jedno');
    await vi.waitFor(() => expect(list.rowAt(0)?.preview.text).toBe('Jeszcze jedno'));
    expect(list.arrivals).toBe(0);
  });

  it('leaves the keyboard at its conversation, and says by how much what is on screen moved', async () => {
    const { desk, list } = await shown();
    const shifts: number[] = [];
    list.onShift = (rows) => shifts.push(rows);
    list.see(30, 50);
    list.active = 35;
    desk.arrive('t200', 'Halo?');
    await vi.waitFor(() => expect(list.active).toBe(36));
    expect(shifts).toEqual([1]);
  });

  it('follows what the rep did even under the pointer', async () => {
    const { desk, list } = await shown();
    list.hold('pointer');
    list.expectMine();
    desk.arrive('t8', 'Dzień dobry!');
    await vi.waitFor(() => expect(list.rowAt(0)?.id).toBe('t8'));
  });
});

describe('search', () => {
  it('waits for a pause, then looks once, and goes back to the view when it is cleared', async () => {
    const { desk, list } = await shown(400);
    const before = desk.calls('list').length;
    for (const words of ['l', 'lu', 'luk', 'lukasz']) list.find(words);
    await vi.waitFor(() => expect(list.rowAt(0)?.contact).toBe('Łukasz Gołębiewski'));
    expect(desk.calls('list').length).toBe(before + 1);
    list.find('');
    await vi.waitFor(() => expect(list.rowAt(0)?.id).toBe('t0'));
    expect(list.isShown({ view: 'open' })).toBe(true);
  });

  it('finds the place of a conversation that is not on screen', async () => {
    const { list } = await shown();
    await list.seek('t900');
    expect(list.active).toBe(900);
  });
});
