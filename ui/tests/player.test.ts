/** The deck: one thing plays, every recording keeps its place, and what cannot be played says why. */
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { bareFile } from '../src/features/thread/picture';
import { element, made, origin, rest } from './fixture/deck';
import { FakeElement } from './fixture/fakeElement';

beforeEach(() => {
  FakeElement.made = [];
});

describe('playing', () => {
  it('shows at once, and says that it waits until its time moves', () => {
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    expect([note.playing, note.waiting]).toEqual([true, true]);
    expect(element().src).toBe('http://m/file/a');
    expect([element().preservesPitch, element().crossOrigin]).toEqual([true, 'anonymous']);
    element().ready(42);
    // The sound server takes its time: "playing" is not sound yet.
    element().tell('playing');
    expect(note.waiting).toBe(true);
    element().pass(0.25);
    expect([note.waiting, note.position]).toEqual([false, 0.25]);
  });

  it('stops what played before, and each goes on later where it stood', () => {
    const { player, track } = made();
    const [a, b] = [track('a'), track('b')];
    player.play(a);
    element().ready(42);
    element().pass(12);
    player.play(b);
    expect([a.playing, b.playing, player.current]).toEqual([false, true, b]);
    expect(FakeElement.made.map((one) => one.paused)).toEqual([true, false]);
    expect(FakeElement.made[0]?.src).toBe('');
    element().ready(42);
    element().pass(3);
    player.play(a);
    element().ready(42);
    expect([a.position, b.position]).toEqual([12, 3]);
    expect(element().currentTime).toBe(12);
  });

  it('begins anew after its end, and was heard', () => {
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    element().pass(60);
    expect([note.playing, note.heard, note.position]).toEqual([false, true, 42]);
    player.play(note);
    expect(element().seeks.at(-1)).toBe(0);
    expect([note.playing, element().paused]).toEqual([true, false]);
    element().pass(1);
    expect(note.position).toBe(1);
  });

  it('seeks after its end only when it is played, for the element would not', () => {
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    element().pass(60);
    const before = element().seeks.length;
    player.seek(note, 30);
    expect([note.position, element().seeks.length]).toEqual([30, before]);
    player.play(note);
    expect(element().currentTime).toBe(30);
  });

  it('is stopped by whoever needs quiet, and keeps its place', async () => {
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    element().pass(5);
    player.pause();
    expect([note.playing, element().paused, note.position]).toEqual([false, true, 5]);
    // The event of that pause comes after the rep played on: it is no reason to stop again.
    player.play(note);
    await rest();
    expect([note.playing, element().paused]).toEqual([true, false]);
  });

  it('follows a stop from outside, as from a media key', async () => {
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    await rest();
    element().pause();
    await rest();
    expect(note.playing).toBe(false);
  });

  it('uses the length that the bytes told where the element knows none', () => {
    const { player, track } = made();
    const note = track('a', 'voice', { seconds: 17 });
    player.play(note);
    element().ready(Number.POSITIVE_INFINITY);
    expect(note.seconds).toBe(17);
  });

  it('plays a file that is still to be sent from where it is kept', () => {
    const { player, track } = made();
    player.play(track('x', 'voice', { file: null, hash: 'abc' }));
    expect(element().src).toBe('http://m/outgoing/abc');
  });
});

describe('seeking', () => {
  it('stays within the recording, before it is loaded and after', () => {
    const { player, track } = made();
    const note = track('a');
    player.seek(note, 99);
    expect(note.position).toBe(42);
    player.seek(note, 20);
    player.play(note);
    element().ready(40);
    expect(element().currentTime).toBe(20);
    player.seekBy(note, -5);
    expect([note.position, note.waiting]).toEqual([15, true]);
    player.seekBy(note, -50);
    expect(note.position).toBe(0);
  });
});

describe('the speed', () => {
  it('is remembered for voice notes apart from music, and videos begin at their own', () => {
    const { player, settings, track } = made();
    const [note, music, video] = [track('a'), track('b', 'music'), track('c', 'video')];
    player.play(note);
    player.changeRate(note, 'next');
    expect([element().playbackRate, settings.current.voiceRate, settings.current.musicRate]).toEqual([1.5, 1.5, 1]);
    player.play(music);
    expect(element().playbackRate).toBe(1);
    player.changeRate(music, 'faster');
    player.changeRate(music, 'faster');
    player.changeRate(music, 'faster');
    expect(settings.current).toMatchObject({ voiceRate: 1.5, musicRate: 2 });
    expect([player.rateOf(note), player.rateOf(video)]).toEqual([1.5, 1]);
    player.changeRate(note, 'next');
    player.changeRate(note, 'next');
    expect(player.rateOf(note)).toBe(1);
    player.changeRate(note, 'slower');
    expect(player.rateOf(note)).toBe(1);
  });

  it('is as recorded where the settings hold what is no speed of ours', () => {
    const { player, settings, track } = made();
    settings.change({ voiceRate: 17 });
    expect(player.rateOf(track('a'))).toBe(1);
  });
});

describe('what leaves the screen', () => {
  it('goes on aside, and comes back when it is in sight again', () => {
    const { player } = made();
    const note = player.track(bareFile({ file: 'a', seconds: 42 }), 'voice', origin);
    const place = player.showIn(note);
    player.play(note);
    expect(player.aside).toBe(false);
    place.sight(false);
    expect([player.aside, note.playing]).toEqual([true, true]);
    place.sight(true);
    expect(player.aside).toBe(false);
    place.leave();
    expect([player.aside, player.current]).toEqual([true, note]);
    // Paused aside it stays there, for it would be gone without a trace.
    player.pause();
    expect(player.current).toBe(note);
    player.showIn(note);
    expect(player.aside).toBe(false);
  });

  it('leaves the deck when it was paused', () => {
    const { player } = made();
    const note = player.track(bareFile({ file: 'a', seconds: 42 }), 'voice', origin);
    const place = player.showIn(note);
    player.play(note);
    element().ready(42);
    element().pass(7);
    player.pause();
    place.leave();
    expect([player.current, element().src, note.position]).toEqual([null, '', 7]);
    // Back in the conversation it is where it was.
    expect(player.track(bareFile({ file: 'a', seconds: 42 }), 'voice', origin)).toBe(note);
  });

  it('leaves the deck at its end when nobody sees it', () => {
    const { player } = made();
    const note = player.track(bareFile({ file: 'a', seconds: 42 }), 'voice', origin);
    const place = player.showIn(note);
    player.play(note);
    element().ready(42);
    place.leave();
    element().pass(50);
    expect([player.current, player.aside, note.heard]).toEqual([null, false, true]);
  });
});

describe('a video', () => {
  it('moves between its message and the corner with the same element, so that it plays on', () => {
    const { player } = made();
    const video = player.track(bareFile({ file: 'v', seconds: 24 }), 'video', origin);
    const [message, corner] = [document.createElement('div'), document.createElement('div')];
    const place = player.showIn(video);
    const leave = player.place(video, message);
    player.corner(corner);
    player.play(video);
    expect(element().parentElement).toBe(message);
    place.sight(false);
    expect(element().parentElement).toBe(corner);
    place.sight(true);
    expect(element().parentElement).toBe(message);
    place.leave();
    leave();
    expect(element().parentElement).toBe(corner);
    expect(FakeElement.made).toHaveLength(1);
    expect(video.playing).toBe(true);
  });

  it('that was put aside by hand stays there until it is brought back', () => {
    const { player } = made();
    const video = player.track(bareFile({ file: 'v', seconds: 24 }), 'video', origin);
    const place = player.showIn(video);
    player.putAside(video);
    expect([player.aside, video.playing]).toEqual([true, true]);
    place.sight(false);
    place.sight(true);
    expect(player.aside).toBe(true);
    player.bringBack();
    expect(player.aside).toBe(false);
  });

  it('has the volume that was set, which recordings do not share', () => {
    const { player, track } = made();
    player.setVolume(0.4);
    player.play(track('v', 'video'));
    expect([element().volume, element().muted]).toEqual([0.4, false]);
    player.toggleMuted();
    expect(element().muted).toBe(true);
    player.setVolume(0);
    player.toggleMuted();
    expect([element().volume, element().muted]).toEqual([1, false]);
    player.toggleMuted();
    player.play(track('a'));
    expect(element().muted).toBe(false);
  });

  it('takes its turn in the deck, and whoever draws stills is told', () => {
    const { player, track, turns } = made();
    player.play(track('a'));
    player.play(track('v', 'video'));
    player.close();
    expect(turns).toEqual(['a', 'v', null]);
  });
});

describe('what does not play', () => {
  it.each([
    [206, 'unplayable'],
    [410, 'gone'],
    [413, 'tooLarge'],
    [507, 'noRoom'],
    [503, 'away'],
    [0, 'away'],
  ] as const)('is told by what the media source answers: %i means %s', async (status, trouble) => {
    const { player, track, source } = made();
    source.status = status;
    const note = track('a');
    player.play(note);
    element().fail(4);
    await rest();
    expect([note.trouble, note.playing, player.current]).toEqual([trouble, false, null]);
  });

  it('can be tried again', async () => {
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().fail(4);
    await rest();
    player.play(note);
    expect([note.trouble, note.playing]).toEqual([null, true]);
    expect(FakeElement.made).toHaveLength(2);
  });

  it('is told of a file that breaks off, on which the element waits for ever', async () => {
    vi.useFakeTimers();
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    element().pass(2);
    element().tell('waiting');
    element().tell('stalled');
    await vi.advanceTimersByTimeAsync(3_900);
    expect([note.trouble, note.waiting]).toEqual([null, true]);
    await vi.advanceTimersByTimeAsync(200);
    expect([note.trouble, note.playing]).toEqual(['unplayable', false]);
    vi.useRealTimers();
  });

  it('is not given up while it starts slowly, and not while it is paused', async () => {
    vi.useFakeTimers();
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    await vi.advanceTimersByTimeAsync(9_000);
    element().pass(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([note.trouble, note.playing]).toEqual([null, true]);
    element().tell('waiting');
    player.pause();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([note.trouble, player.current]).toEqual([null, note]);
    vi.useRealTimers();
  });

  it('keeps its place when it breaks in the middle', async () => {
    const { player, track } = made();
    const note = track('a');
    player.play(note);
    element().ready(42);
    element().pass(11);
    element().fail(3);
    await rest();
    expect([note.trouble, note.position]).toEqual(['unplayable', 11]);
  });
});

describe('the memory of the deck', () => {
  it('is bounded, and never forgets what plays or is on screen', () => {
    const { player, track } = made();
    const playing = track('playing');
    player.play(playing);
    const shown = track('shown');
    shown.position = 3;
    for (let i = 0; i < 1_200; i++) player.track(bareFile({ file: `v${i}` }), 'voice', origin);
    expect(player.track(playing.file, 'voice', origin)).toBe(playing);
    expect(player.track(shown.file, 'voice', origin)).toBe(shown);
    const early = player.track(bareFile({ file: 'v0' }), 'voice', origin);
    early.position = 5;
    expect(player.track(bareFile({ file: 'v0' }), 'voice', origin).position).toBe(5);
  });
});
