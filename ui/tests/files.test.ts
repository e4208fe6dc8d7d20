/** How the files on screen are kept up to date: asked for together, one call at a time, and no longer than there is news. */
import { describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { FileView } from '../src/bindings/FileView';
import { bareFile } from '../src/features/thread/picture';
import { Files, isSettled } from '../src/state/files.svelte';
import { FakeDesk } from './fixture/fakeDesk';

const voice = (id: string, more: Partial<FileView> = {}): FileView => bareFile({ file: id, usage: 'voice', media: 'voice', name: `${id}.ogg`, ...more });
const heard = (id: string): FileView => voice(id, { state: { type: 'cached' }, seconds: 42, peaks: [3, 9, 4] });

function made(): { desk: FakeDesk; files: Files; told: unknown[]; asked: () => string[][] } {
  const desk = new FakeDesk();
  const told: unknown[] = [];
  const files = new Files(desk, (thrown) => told.push(thrown));
  const asked = () => desk.calls('files').map(({ files: all }) => all.map(({ file }) => file));
  return { desk, files, told, asked };
}

/** Everything that was begun has come to its end. */
const rest = () => new Promise((done) => setTimeout(done));

describe('the files on screen', () => {
  it('are asked for together when a conversation opens, and those that are settled not at all', async () => {
    const { desk, files, asked } = made();
    desk.files.set('a', heard('a'));
    const [a, b, c] = [voice('a'), heard('b'), voice('c', { state: { type: 'gone' } })];
    for (const file of [a, b, c]) files.follow(file);
    await rest();
    expect(asked()).toEqual([['a']]);
    expect(files.now(a)).toEqual(heard('a'));
    expect(files.now(b)).toBe(b);
  });

  it('are asked for again when something about files changed, until nothing more is to come', async () => {
    const { desk, files, asked } = made();
    const a = voice('a');
    files.follow(a);
    await rest();
    desk.files.set('a', voice('a', { state: { type: 'downloading', received: 10, total: 20 } }));
    files.hear([{ type: 'files' }]);
    await rest();
    expect(files.now(a).state).toEqual({ type: 'downloading', received: 10, total: 20 });
    desk.files.set('a', heard('a'));
    files.hear('everything');
    await rest();
    expect(files.now(a).peaks).toEqual([3, 9, 4]);
    files.hear([{ type: 'files' }]);
    await rest();
    expect(asked()).toEqual([['a'], ['a'], ['a']]);
  });

  it('are not asked for when something else changed', async () => {
    const { files, asked } = made();
    files.follow(voice('a'));
    await rest();
    files.hear([{ type: 'threads' }, { type: 'sync' }]);
    await rest();
    expect(asked()).toHaveLength(1);
  });

  it('have one call under way, however often they change meanwhile', async () => {
    const { desk, files } = made();
    const answers: (() => void)[] = [];
    const call = vi.spyOn(desk, 'call').mockImplementation(() => new Promise((done) => answers.push(() => done([heard('a'), voice('b')] as never))));
    files.follow(voice('a'));
    files.follow(voice('b'));
    await rest();
    for (let i = 0; i < 20; i++) files.hear([{ type: 'files' }]);
    await rest();
    expect(call).toHaveBeenCalledTimes(1);
    answers[0]?.();
    await rest();
    expect(call).toHaveBeenCalledTimes(2);
    // What the first answer settled is not asked for a second time.
    expect(call.mock.calls[1]?.[1]).toEqual({ files: [{ file: 'b', usage: 'voice', name: 'b.ogg' }] });
    answers[1]?.();
    await rest();
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('are asked for in calls of at most 500', async () => {
    const { files, asked } = made();
    for (let i = 0; i < 1_100; i++) files.follow(voice(`v${i}`));
    await rest();
    expect(asked().map((call) => call.length)).toEqual([500, 500, 100]);
  });

  it('are forgotten once no place shows them any more', async () => {
    const { desk, files, asked } = made();
    desk.files.set('a', heard('a'));
    const a = voice('a');
    const [first, second] = [files.follow(a), files.follow(a)];
    await rest();
    first();
    expect(files.now(a)).toEqual(heard('a'));
    second();
    expect(files.now(a)).toBe(a);
    files.hear([{ type: 'files' }]);
    await rest();
    expect(asked()).toHaveLength(1);
  });

  it('are not set back by an answer that is older than their message', async () => {
    const { desk, files } = made();
    const answers: (() => void)[] = [];
    vi.spyOn(desk, 'call').mockImplementation(() => new Promise((done) => answers.push(() => done([voice('a')] as never))));
    const leave = files.follow(voice('a'));
    await rest();
    leave();
    const newer = heard('a');
    files.follow(newer);
    answers[0]?.();
    await rest();
    expect(files.now(newer)).toBe(newer);
  });

  it('stay as they are when the desk does not answer, and are asked for with the next change', async () => {
    const { desk, files, asked } = made();
    desk.failures.set('files', new CallFailed('internal', 'busy'));
    desk.files.set('a', heard('a'));
    const a = voice('a');
    files.follow(a);
    await rest();
    expect(files.now(a)).toBe(a);
    files.hear([{ type: 'files' }]);
    await rest();
    expect(files.now(a)).toEqual(heard('a'));
    expect(asked()).toHaveLength(2);
  });

  it('that are still to be sent are here already and are never asked for', async () => {
    const { files, asked } = made();
    files.follow(bareFile({ hash: 'h1', media: 'voice' }));
    files.follow(bareFile({ hash: 'h2', file: 'uploaded', media: 'voice' }));
    await rest();
    expect(asked()).toEqual([]);
  });
});

describe('what a rep does with a file', () => {
  it('shows at once, and then what came of it', async () => {
    const { desk, files } = made();
    const a = voice('a', { size: 84_211 });
    files.follow(a);
    await rest();
    desk.files.set('a', heard('a'));
    const done = files.fetch(a);
    expect(files.now(a).state).toEqual({ type: 'downloading', received: 0, total: 84_211 });
    await done;
    await rest();
    expect(desk.calls('fetchFile')).toEqual([{ file: 'a', wanted: true }]);
    expect(files.now(a).state).toEqual({ type: 'cached' });
    desk.files.set('a', { ...heard('a'), pinned: true });
    await files.pin(a, true);
    await rest();
    expect(files.now(a).pinned).toBe(true);
    expect(desk.calls('pinFile')).toEqual([{ file: 'a', pinned: true }]);
  });

  it('fetches what was refused before, and takes a download back', async () => {
    const { desk, files } = made();
    const a = voice('a', { state: { type: 'refused', why: 'noRoom' } });
    files.follow(a);
    await files.fetch(a);
    await rest();
    await files.stop(a);
    await rest();
    expect(desk.calls('fetchFile')).toEqual([{ file: 'a', wanted: true }, { file: 'a', wanted: false }]);
    expect(files.now(a).state).toEqual({ type: 'absent' });
  });

  it('that fails is told, and what was shown too early is taken back', async () => {
    const { desk, files, told } = made();
    const a = voice('a');
    files.follow(a);
    await rest();
    desk.failures.set('fetchFile', new CallFailed('internal', 'no'));
    await files.fetch(a);
    await rest();
    expect(told).toHaveLength(1);
    expect(files.now(a).state).toEqual({ type: 'absent' });
  });
});

describe('a file is settled', () => {
  it('once it is here with what can be known of it, or is not to be had', () => {
    expect(isSettled(voice('a'))).toBe(false);
    expect(isSettled(voice('a', { state: { type: 'downloading', received: 1, total: null } }))).toBe(false);
    expect(isSettled(voice('a', { state: { type: 'cached' } }))).toBe(false);
    expect(isSettled(heard('a'))).toBe(true);
    expect(isSettled(voice('a', { state: { type: 'cached' }, unshown: 'damaged' }))).toBe(true);
    expect(isSettled(voice('a', { state: { type: 'gone' } }))).toBe(true);
    expect(isSettled(bareFile({ media: 'image', state: { type: 'cached' } }))).toBe(false);
    expect(isSettled(bareFile({ media: 'image', state: { type: 'cached' }, width: 4, height: 3 }))).toBe(true);
    expect(isSettled(bareFile({ media: 'document', state: { type: 'cached' } }))).toBe(true);
  });
});
