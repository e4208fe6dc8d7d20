/** A player that froze is replaced by another, and one that freezes again and again says that the file does not play. */
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { element, made } from './fixture/deck';
import { FakeElement } from './fixture/fakeElement';

beforeEach(() => {
  FakeElement.made = [];
});

describe('a seek that freezes the player', () => {
  it('puts another element in its place, which goes on from there', async () => {
    vi.useFakeTimers();
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    element().pass(1);
    player.seek(note, 20);
    element().tell('seeked');
    await vi.advanceTimersByTimeAsync(159);
    expect(FakeElement.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeElement.made).toHaveLength(2);
    expect([FakeElement.made[0]?.src, FakeElement.made[0]?.paused]).toEqual(['', true]);
    expect([note.playing, note.position, player.current]).toEqual([true, 20, note]);
    element().ready(42);
    expect(element().seeks.at(-1)).toBe(20);
    element().pass(0.25);
    expect([note.waiting, note.position]).toEqual([false, 20.25]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeElement.made).toHaveLength(2);
    vi.useRealTimers();
  });

  it('is not suspected while time moves, or while the rep paused', async () => {
    vi.useFakeTimers();
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    player.seek(note, 20);
    element().pass(0.1);
    await vi.advanceTimersByTimeAsync(500);
    player.seek(note, 5);
    player.pause();
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeElement.made).toHaveLength(1);
    vi.useRealTimers();
  });
});

describe('a start that freezes the player', () => {
  it('puts another element in its place, and says that the file does not play when that one is frozen too', async () => {
    vi.useFakeTimers();
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    for (const elements of [1, 2, 3]) {
      element().ready(42);
      element().tell('playing');
      await vi.advanceTimersByTimeAsync(2_999);
      expect([FakeElement.made.length, note.playing]).toEqual([elements, true]);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(FakeElement.made).toHaveLength(3);
    expect([note.playing, note.trouble !== null]).toEqual([false, true]);
    vi.useRealTimers();
  });

  it('plays on with the second element, and forgets the first', async () => {
    vi.useFakeTimers();
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    element().tell('playing');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(FakeElement.made).toHaveLength(2);
    element().ready(42);
    element().tell('playing');
    element().pass(0.25);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([FakeElement.made.length, note.playing, note.position]).toEqual([2, true, 0.25]);
    vi.useRealTimers();
  });
});

describe('a place in a file that is not loaded yet', () => {
  it('is set once, when the length is known', () => {
    const { player, track } = made();
    const note = track('a');
    player.seek(note, 20);
    player.play(note);
    player.seek(note, 25);
    expect(element().seeks).toEqual([]);
    element().ready(42);
    expect(element().seeks).toEqual([25]);
  });
});
