/** The pure parts of the players: bars, keys, times, words, and where things stand. */
import { describe, expect, it } from 'vitest';

import { inside, moved, nextCorner } from '../src/features/aside/corner';
import { barPath, bars } from '../src/components/player/bars';
import { playerKey } from '../src/components/player/keys';
import { awayWords, buttonName, downloadedPart, groupName, playerName, troubleWords } from '../src/features/thread/playerWords';
import { bareFile } from '../src/features/thread/picture';
import { videoRoom } from '../src/features/thread/videoRoom';
import { language } from '../src/i18n/index.svelte';
import { stopwatch } from '../src/words/time';
import { FakeDesk } from './fixture/fakeDesk';

describe('a waveform', () => {
  it('has as many bars as fit, each the loudest of its part, the loudest at the top', () => {
    expect(bars([10, 20, 40, 0, 5, 80], 3)).toEqual([0.25, 0.5, 1]);
    expect(bars(Array.from({ length: 1_000 }, (_, i) => (i === 777 ? 200 : 1)), 40).filter((bar) => bar === 1)).toHaveLength(1);
  });

  it('is drawn smoothly where there are fewer values than bars', () => {
    const drawn = bars([0, 100], 5);
    expect(drawn).toHaveLength(5);
    expect([...drawn].sort((a, b) => a - b)).toEqual(drawn);
  });

  it('shows silence as dots, and a quiet note as large as a loud one', () => {
    const quiet = bars([0, 4, 8], 3);
    expect(quiet[0]).toBeGreaterThan(0);
    expect(quiet[2]).toBe(1);
    expect(bars([0, 0, 0], 3).every((bar) => bar > 0 && bar < 0.2)).toBe(true);
    expect(bars([], 8)).toEqual([]);
    expect(bars([1, 2], 0)).toEqual([]);
  });

  it('is one path within its height', () => {
    const path = barPath([1, 0.5], 4, 28);
    expect(path).toBe('M2 1.00V27.00M6 7.50V20.50');
  });
});

describe('a key in a player', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, code: '', ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, isComposing: false, keyCode: 0, target: null, ...more }) as KeyboardEvent;

  it('plays, seeks and changes the speed', () => {
    expect(playerKey(press(' '), 'sound')).toEqual({ do: 'toggle' });
    expect(playerKey(press('ArrowLeft'), 'sound')).toEqual({ do: 'seekBy', seconds: -5 });
    expect(playerKey(press('Home'), 'sound')).toEqual({ do: 'begin' });
    expect(playerKey(press('>', { shiftKey: true }), 'sound')).toEqual({ do: 'faster' });
    expect(playerKey(press('<', { shiftKey: true }), 'sound')).toEqual({ do: 'slower' });
  });

  it('means more to a video', () => {
    expect(playerKey(press('f'), 'video')).toEqual({ do: 'fullscreen' });
    expect(playerKey(press('m'), 'video')).toEqual({ do: 'mute' });
    expect(playerKey(press('m'), 'sound')).toBeNull();
    expect(playerKey(press('ArrowUp'), 'sound')).toBeNull();
  });

  it('leaves to a button its Space and to a slider its arrows', () => {
    const button = document.createElement('button');
    const range = Object.assign(document.createElement('input'), { type: 'range' });
    expect(playerKey(press(' ', { target: button }), 'sound')).toBeNull();
    expect(playerKey(press('ArrowLeft', { target: button }), 'sound')).not.toBeNull();
    expect(playerKey(press('ArrowLeft', { target: range }), 'video')).toBeNull();
  });

  it('means nothing while Polish letters are typed, with Ctrl, or where text is written', () => {
    expect(playerKey(press(' ', { ctrlKey: true, altKey: true }), 'sound')).toBeNull();
    expect(playerKey(press('f', { ctrlKey: true }), 'video')).toBeNull();
    expect(playerKey(press(' ', { isComposing: true }), 'sound')).toBeNull();
    expect(playerKey(press(' ', { target: document.createElement('textarea') }), 'sound')).toBeNull();
  });
});

describe('times', () => {
  it('are written as on a stopwatch', () => {
    expect([0, 7.9, 42, 154, 3_729].map(stopwatch)).toEqual(['0:00', '0:07', '0:42', '2:34', '1:02:09']);
    expect([6.999_999_999_999_94, 42.000_000_000_000_97].map(stopwatch)).toEqual(['0:07', '0:42']);
  });
});

describe('a player', () => {
  const note = bareFile({ file: 'a', media: 'voice', usage: 'voice', name: 'ptt-20261123.opus', size: 84_000 });
  const sync = new FakeDesk().sync;

  it('is named by who sent it, and a recording by its name too', () => {
    const name = playerName(note, 'voice', 'Anna Nowak');
    expect(buttonName(note, 'play', { name, seconds: 42 })).toBe('Play voice note from Anna Nowak, 0:42');
    expect(buttonName(note, 'play', { name, seconds: 0 })).toBe('Play voice note from Anna Nowak');
    expect(buttonName(note, 'pause', { name, seconds: 42 })).toBe('Pause voice note from Anna Nowak');
    expect(buttonName(note, 'download', { name, seconds: 0 })).toBe('Download voice note from Anna Nowak, 84 kB');
    expect(groupName(note, 'voice', 'Anna Nowak')).toBe('Voice note from Anna Nowak');
    expect(groupName(note, 'music', 'Anna Nowak')).toBe('ptt-20261123.opus from Anna Nowak');
    expect(playerName(note, 'music', 'Anna Nowak')).toBe('ptt-20261123.opus from Anna Nowak');
    expect(playerName({ ...note, name: null }, 'video', 'Anna Nowak')).toBe('video from Anna Nowak');
    language.use('pl');
    const polish = playerName(note, 'voice', 'Anna Nowak');
    expect(buttonName(note, 'play', { name: polish, seconds: 42 })).toBe('Odtwórz: wiadomość głosowa, Anna Nowak, 0:42');
    expect(groupName(note, 'voice', 'Anna Nowak')).toBe('Wiadomość głosowa, Anna Nowak');
  });

  it('says how much of it is here, and that it waits for a connection', () => {
    expect(awayWords(note, sync)).toBe('Not on this computer yet · 84 kB');
    expect(awayWords({ ...note, size: null }, sync)).toBe('Not on this computer yet');
    const coming = { ...note, state: { type: 'downloading', received: 21_000, total: null } } as const;
    expect(awayWords(coming, sync)).toBe('21 kB of 84 kB');
    expect(downloadedPart(coming)).toBe(0.25);
    expect(awayWords({ ...coming, size: null }, sync)).toBe('21 kB so far');
    expect(downloadedPart({ ...coming, size: null })).toBeNull();
    expect(awayWords(note, { ...sync, state: { type: 'hubOff' } })).toMatch(/once the help desk can be reached again/);
  });

  it('names the package that is missing where one may be, and promises nothing where none is', () => {
    expect(troubleWords('unplayable', { ...note, missingCodec: 'gstreamer1.0-libav' })).toMatch(/package gstreamer1\.0-libav is missing/);
    expect(troubleWords('unplayable', note)).toMatch(/may be damaged/);
    expect(troubleWords('gone', note)).toMatch(/does not have this file any more/);
  });
});

describe('the room of a video', () => {
  it('has its shape before it is there, and room for its controls', () => {
    expect(videoRoom({ width: 1_280, height: 720 })).toEqual({ width: 420, ratio: 1_280 / 720, exact: true });
    expect(videoRoom({ width: 540, height: 960 })).toMatchObject({ width: 260, exact: false });
    expect(videoRoom({ width: null, height: null })).toMatchObject({ width: 336, exact: false });
    const tiny = videoRoom({ width: 64, height: 48 });
    expect(tiny).toEqual({ width: 260, ratio: 64 / 48, exact: true });
    const strip = videoRoom({ width: 4_000, height: 100 });
    expect(strip.width / strip.ratio).toBeCloseTo(150);
  });
});

describe('the corner video', () => {
  const own = { width: 320, height: 220 };
  const all = { width: 1_000, height: 800 };

  it('stays inside the window', () => {
    expect(inside({ right: -40, bottom: 9_999 }, own, all)).toEqual({ right: 12, bottom: 568 });
    expect(inside({ right: 50, bottom: 50 }, own, { width: 200, height: 100 })).toEqual({ right: 12, bottom: 12 });
  });

  it('goes from corner to corner, clockwise, and moves by the arrows', () => {
    const places = [{ right: 20, bottom: 20 }];
    for (let i = 0; i < 4; i++) places.push(nextCorner(places.at(-1)!, own, all));
    expect(places.slice(1)).toEqual([{ right: 668, bottom: 12 }, { right: 668, bottom: 568 }, { right: 12, bottom: 568 }, { right: 12, bottom: 12 }]);
    expect(moved({ right: 40, bottom: 40 }, 'ArrowLeft')).toEqual({ right: 64, bottom: 40 });
    expect(moved({ right: 40, bottom: 40 }, 'j')).toBeNull();
  });
});
