/** What moves in a conversation: when it may, how many at once, and what happens when it cannot be drawn. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { most, Turn } from '../src/components/motion.svelte';
import { FakeSight } from './fixture/fakeSight';
import { article, openPictures } from './fixture/openPictures';

/** The player of Lottie stickers, without its WebAssembly. */
const player = vi.hoisted(() => ({ made: [] as { data: string; frames: number[]; ended: boolean }[], refuses: false }));

vi.mock('@lottiefiles/dotlottie-web', () => ({
  DotLottie: class {
    static setWasmUrl() {}
    duration = 2;
    totalFrames = 120;
    readonly #own: (typeof player.made)[number];
    readonly #listeners = new Map<string, (event: object) => void>();
    constructor({ data }: { data: string }) {
      this.#own = { data, frames: [], ended: false };
      player.made.push(this.#own);
      queueMicrotask(() => this.#listeners.get(player.refuses ? 'loadError' : 'load')?.({ error: new Error('no') }));
    }
    get currentFrame() {
      return this.#own.frames.at(-1) ?? 0;
    }
    addEventListener(type: string, hear: (event: object) => void) {
      this.#listeners.set(type, hear);
    }
    setFrame(frame: number) {
      this.#own.frames.push(frame);
    }
    destroy() {
      this.#own.ended = true;
    }
  },
}));

const lottie = vi.fn((address: string) => Promise.resolve(new Response(address.includes('gone') ? null : '{"v":"5.5.2"}', { status: address.includes('gone') ? 404 : 200 })));

/** What the desktop wishes. */
const motion = vi.hoisted(() => ({ current: false }));

vi.mock('svelte/motion', async (original) => ({ ...(await original<object>()), prefersReducedMotion: motion }));

beforeEach(() => {
  FakeSight.watching = [];
  motion.current = false;
  Object.assign(player, { made: [], refuses: false });
  vi.stubGlobal('IntersectionObserver', FakeSight);
  vi.stubGlobal('fetch', lottie);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('whose turn it is to move', () => {
  /** So many turns, each with an element of its own. */
  const turns = (count: number) =>
    Array.from({ length: count }, () => {
      const turn = new Turn();
      const element = document.createElement('div');
      document.body.append(element);
      const leave = turn.watch(element) as () => void;
      return { turn, element, leave };
    });

  it('is that of the first on screen, so many at once; the next moves when one of them leaves', () => {
    const all = turns(most + 2);
    for (const { element } of all) FakeSight.see(element, true);
    expect(all.filter(({ turn }) => turn.granted)).toHaveLength(most);
    expect(all.at(-1)!.turn.granted).toBe(false);
    FakeSight.see(all[0]!.element, false);
    expect([all[0]!.turn.granted, all[most]!.turn.granted, all[most + 1]!.turn.granted]).toEqual([false, true, false]);
    for (const { leave } of all) leave();
    expect(all.some(({ turn }) => turn.granted)).toBe(false);
  });

  it('is nobody’s in a window that is not seen', () => {
    const [one] = turns(1);
    FakeSight.see(one!.element, true);
    const visible = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(one!.turn.granted).toBe(false);
    visible.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(one!.turn.granted).toBe(true);
    one!.leave();
  });
});

describe('a sticker', () => {
  it('that stands still is a picture without a bubble, and no button', async () => {
    await openPictures();
    const still = within(article('p8')).getByRole('img', { name: 'Sticker' });
    expect(still.getAttribute('src')).toBe('http://127.0.0.1:4711/k/secret/file/smile');
    expect(article('p8').classList.contains('bare')).toBe(true);
    expect(within(article('p8')).queryByRole('button', { name: /Sticker/ })).toBeNull();
  });

  it('that is a moving picture shows its still until it is on screen, then itself in its place', async () => {
    await openPictures();
    const sources = () => [...article('p9').querySelectorAll('img')].map((image) => image.getAttribute('src'));
    const at = 'http://127.0.0.1:4711/k/secret/file/wave';
    expect(sources()).toEqual([`${at}?size=preview`]);
    FakeSight.see(article('p9'), true);
    await vi.waitFor(() => expect(sources()).toEqual([`${at}?size=preview`, at]));
    const [still, moving] = article('p9').querySelectorAll('img');
    await fireEvent.load(still!);
    expect(still!.classList.contains('loaded')).toBe(true);
    await fireEvent.load(moving!);
    // It would show through what is transparent.
    expect([still!.classList.contains('loaded'), moving!.classList.contains('loaded')]).toEqual([false, true]);
    FakeSight.see(article('p9'), false);
    await vi.waitFor(() => expect(sources()).toEqual([`${at}?size=preview`]));
  });

  it('of Lottie is fetched when it comes near, runs on screen, ends when it leaves', async () => {
    await openPictures();
    expect(player.made).toHaveLength(0);
    FakeSight.see(article('p10'), true);
    await vi.waitFor(() => expect(player.made[0]?.frames.length).toBeGreaterThan(3));
    expect(lottie).toHaveBeenCalledWith('http://127.0.0.1:4711/k/secret/file/hop/animation', expect.anything());
    expect(player.made[0]!.frames[0]).toBe(0);
    FakeSight.see(article('p10'), false);
    await vi.waitFor(() => expect(player.made[0]!.ended).toBe(true));
  });

  it('plays from its beginning with a click', async () => {
    await openPictures();
    FakeSight.see(article('p10'), true);
    await vi.waitFor(() => expect(player.made[0]?.frames.length).toBeGreaterThan(3));
    const before = player.made[0]!.frames.length;
    await fireEvent.click(within(article('p10')).getByRole('button', { name: 'Sticker, play again' }));
    await vi.waitFor(() => expect(player.made[0]!.frames.slice(before)).toContain(0));
    await vi.waitFor(() => expect(player.made[0]!.frames.length).toBeGreaterThan(before + 3));
  });

  it('that cannot be drawn is a card that says so', async () => {
    player.refuses = true;
    await openPictures();
    FakeSight.see(article('p10'), true);
    const card = await within(article('p10')).findByRole('group', { name: 'hop.tgs' });
    expect(card.textContent).toContain('cannot be shown');
    expect(player.made[0]!.ended).toBe(true);
  });

  it('whose frames take too long stands still, and the window stays the rep’s', async () => {
    await openPictures();
    const clock = vi.spyOn(performance, 'now');
    let time = 0;
    clock.mockImplementation(() => (time += 200));
    FakeSight.see(article('p10'), true);
    await vi.waitFor(() => expect(player.made[0]?.frames.length).toBeGreaterThan(4));
    await vi.waitFor(async () => {
      const before = player.made[0]!.frames.length;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect(player.made[0]!.frames.length).toBe(before);
    });
    expect(player.made[0]!.frames.length).toBeLessThan(12);
    clock.mockRestore();
  });

  it('stands at its first frame where the desktop asks for less motion, until the rep starts it', async () => {
    motion.current = true;
    await openPictures();
    FakeSight.see(article('p10'), true);
    const button = await screen.findAllByRole('button', { name: 'Sticker, play' });
    await vi.waitFor(() => expect(player.made[0]?.frames).toEqual([0]));
    await fireEvent.click(button.find((one) => article('p10').contains(one))!);
    await vi.waitFor(() => expect(player.made[0]!.frames.length).toBeGreaterThan(3));
    expect(article('p9').querySelectorAll('img')).toHaveLength(1);
  });

  it('that is a video plays silently from the window’s own memory, in its turn', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(new Blob(['webm']))));
    const made = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:sticker');
    const dropped = vi.spyOn(URL, 'revokeObjectURL');
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
    vi.spyOn(HTMLMediaElement.prototype, 'pause').mockReturnValue();
    await openPictures();
    FakeSight.see(article('p11'), true);
    const video = await vi.waitFor(() => {
      const found = article('p11').querySelector('video');
      expect(found).not.toBeNull();
      return found!;
    });
    expect([made.mock.calls.length, video.getAttribute('src'), video.loop, video.muted]).toEqual([1, 'blob:sticker', true, true]);
    await vi.waitFor(() => expect(play).toHaveBeenCalled());
    FakeSight.see(article('p11'), false);
    await vi.waitFor(() => expect(dropped).toHaveBeenCalledWith('blob:sticker'));
  });
});
