/** Recordings and videos in a conversation, as a rep reaches them: by role and name, by pointer and by key. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { act } from '../src/state/act';
import { interpret } from '../src/state/keyboard';
import type { App } from '../src/state';
import { FakeElement } from './fixture/fakeElement';
import { mediaStory } from './fixture/mediaStory';
import { open } from './fixture/openWindow';

const now = new Date('2026-11-23T09:28:00+01:00');
const element = () => FakeElement.made.at(-1)!;

/** Opens the conversation with media; what plays is without a decoder. */
async function opened(): Promise<{ app: App; desk: Awaited<ReturnType<typeof open>>['desk'] }> {
  const { app, desk } = await open({ now }, (fake) => {
    fake.talk('t0').messages = mediaStory('Anna Nowak', now);
    for (const { body } of fake.talk('t0').messages) {
      for (const one of 'content' in body ? body.content.attachments : []) if (one.as === 'file' && one.file !== null) fake.files.set(one.file, one);
    }
  });
  await app.triage.open('t0', 'stay');
  await screen.findByRole('feed');
  return { app, desk };
}

const article = (id: string) => document.querySelector<HTMLElement>(`article[data-message="${id}"]`)!;

beforeEach(() => {
  FakeElement.made = [];
});

afterEach(() => cleanup());

describe('a voice note', () => {
  it('is a group named by its sender, with a button, a slider and a speed', async () => {
    await opened();
    const group = within(article('media0')).getByRole('group', { name: 'Voice note from Anna Nowak' });
    expect(within(group).getByRole('button', { name: 'Play voice note from Anna Nowak, 0:42' })).toBeTruthy();
    const slider = within(group).getByRole('slider', { name: 'Position' });
    expect(['min', 'max', 'now', 'text'].map((name) => slider.getAttribute(`aria-value${name}`))).toEqual(['0', '42', '0', '0:00 of 0:42']);
    expect(within(group).getByRole('button', { name: 'Speed 1×' })).toBeTruthy();
    expect(within(article('media-own')).getByRole('group', { name: 'Voice note from Marta Król' })).toBeTruthy();
  });

  it('is made ready when the pointer or the focus comes to its button', async () => {
    for (const come of [fireEvent.pointerEnter, fireEvent.focus]) {
      FakeElement.made = [];
      await opened();
      await come(within(article('media0')).getByRole('button', { name: /^Play/ }));
      expect(FakeElement.made.map((one) => [one.kind, one.paused, one.muted])).toEqual([['audio', true, true]]);
      cleanup();
    }
  });

  it('plays at once with a click, shows where it is, and stops with another', async () => {
    await opened();
    const here = within(article('media0'));
    await fireEvent.click(here.getByRole('button', { name: /^Play voice note/ }));
    expect(here.getByRole('button', { name: 'Pause voice note from Anna Nowak' })).toBeTruthy();
    element().ready(42);
    element().pass(12);
    await vi.waitFor(() => expect(here.getByRole('slider').getAttribute('aria-valuetext')).toBe('0:12 of 0:42'));
    expect(article('media0').textContent).toContain('−0:30');
    await fireEvent.click(here.getByRole('button', { name: /^Pause/ }));
    expect([here.getByRole('button', { name: /^Play/ }) !== null, element().paused]).toEqual([true, true]);
  });

  it('is alone: another one that starts stops it, and both keep their places across conversations', async () => {
    const { app } = await opened();
    await fireEvent.click(within(article('media0')).getByRole('button', { name: /^Play/ }));
    element().ready(42);
    element().pass(12);
    await fireEvent.click(within(article('media1')).getByRole('button', { name: /^Play/ }));
    element().ready(7);
    element().pass(2);
    expect(within(article('media0')).getByRole('button', { name: /^Play/ })).toBeTruthy();
    await fireEvent.click(within(article('media1')).getByRole('button', { name: /^Pause/ }));
    await app.triage.open('t1', 'stay');
    await vi.waitFor(() => expect(article('media0')).toBeNull());
    await app.triage.open('t0', 'stay');
    await vi.waitFor(() => expect(within(article('media0')).getByRole('slider').getAttribute('aria-valuetext')).toBe('0:12 of 0:42'));
    expect(within(article('media1')).getByRole('slider').getAttribute('aria-valuetext')).toBe('0:02 of 0:07');
  });

  it('is played, sought and slowed by keys, wherever in it the focus is', async () => {
    const { app } = await opened();
    const here = within(article('media0'));
    const slider = here.getByRole('slider');
    const value = () => slider.getAttribute('aria-valuenow');
    await fireEvent.keyDown(slider, { key: ' ' });
    element().ready(42);
    expect(here.getByRole('button', { name: /^Pause/ })).toBeTruthy();
    await fireEvent.keyDown(slider, { key: 'ArrowRight' });
    expect(value()).toBe('5');
    await fireEvent.keyDown(here.getByRole('button', { name: /^Pause/ }), { key: 'ArrowRight' });
    expect(value()).toBe('10');
    await fireEvent.keyDown(slider, { key: 'End' });
    expect(value()).toBe('42');
    await fireEvent.keyDown(slider, { key: 'Home' });
    expect(value()).toBe('0');
    await fireEvent.keyDown(slider, { key: '>', shiftKey: true });
    expect(here.getByRole('button', { name: 'Speed 1.5×' })).toBeTruthy();
    expect(app.settings.current).toMatchObject({ voiceRate: 1.5, musicRate: 1 });
  });

  it('of the focused message is played by Space', async () => {
    const { app } = await opened();
    const message = article('media0');
    message.focus();
    const press = new KeyboardEvent('keydown', { key: ' ', bubbles: true });
    Object.defineProperty(press, 'target', { value: message });
    const action = interpret(press, true);
    expect(action).toBe('playThis');
    expect(act(app, action!)).toBe(true);
    expect(app.player.current?.playing).toBe(true);
  });

  it('that is not here says so, and is fetched and taken back in its place', async () => {
    const { desk } = await opened();
    const here = within(article('media3'));
    expect(article('media3').textContent).toContain('Not on this computer yet · 132 kB');
    await fireEvent.click(here.getByRole('button', { name: 'Download voice note from Anna Nowak, 132 kB' }));
    expect(desk.calls('fetchFile')).toEqual([{ file: 'absent.ogg', wanted: true }]);
    const coming = within(article('media4'));
    expect(article('media4').textContent).toContain('52 kB of 132 kB');
    await fireEvent.click(coming.getByRole('button', { name: 'Stop the download of voice note from Anna Nowak' }));
    expect(desk.calls('fetchFile').at(-1)).toEqual({ file: 'coming.ogg', wanted: false });
  });

  it('that does not play names the package and offers other ways', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 206 })));
    const { desk, app } = await opened();
    await fireEvent.click(within(article('media5')).getByRole('button', { name: /^Play/ }));
    element().fail(4);
    const trouble = await within(article('media5')).findByRole('group', { name: 'It does not play' });
    expect(trouble.textContent).toMatch(/does not play here/);
    expect(app.announcer.spoken).toMatch(/Anna Nowak does not play/);
    await fireEvent.click(within(trouble).getByRole('button', { name: 'Open with…' }));
    expect(desk.opened).toEqual([]);
    await fireEvent.click(within(screen.getByRole('dialog', { name: 'Open outside Bellhop?' })).getByRole('button', { name: 'Open' }));
    await fireEvent.click(within(trouble).getByRole('button', { name: 'Save…' }));
    expect([desk.opened, desk.saved.map(({ file }) => file)]).toEqual([['music.mp3'], ['music.mp3']]);
    vi.unstubAllGlobals();
  });
});

describe('what plays in another conversation', () => {
  it('stands in a bar with its contact, and leads back to its message', async () => {
    const { app } = await opened();
    await fireEvent.click(within(article('media0')).getByRole('button', { name: /^Play/ }));
    element().ready(42);
    element().pass(3);
    expect(screen.queryByRole('region', { name: 'Now playing' })).toBeNull();
    await app.triage.open('t1', 'stay');
    const bar = await screen.findByRole('region', { name: 'Now playing' });
    expect(bar.textContent).toMatch(/Anna Nowak.*Voice note.*0:03/s);
    await fireEvent.click(within(bar).getByRole('button', { name: 'Pause' }));
    expect(element().paused).toBe(true);
    await fireEvent.click(within(bar).getByRole('button', { name: /Go to its message/ }));
    await vi.waitFor(() => expect(document.activeElement).toBe(article('media0')));
    await vi.waitFor(() => expect(screen.queryByRole('region', { name: 'Now playing' })).toBeNull());
    expect(app.player.current?.position).toBe(3);
  });

  it('is stopped for good by its cross', async () => {
    const { app } = await opened();
    await fireEvent.click(within(article('media0')).getByRole('button', { name: /^Play/ }));
    await app.triage.open('t1', 'stay');
    await fireEvent.click(within(await screen.findByRole('region', { name: 'Now playing' })).getByRole('button', { name: 'Stop playing' }));
    expect(screen.getByRole('navigation', { name: 'Views' }).contains(document.activeElement)).toBe(true);
    expect([app.player.current, screen.queryByRole('region', { name: 'Now playing' })]).toEqual([null, null]);
  });
});

describe('a video', () => {
  it('has one media element once it plays and none before, and a bar with everything', async () => {
    await opened();
    expect(FakeElement.made).toEqual([]);
    const here = within(article('media7'));
    expect(here.getByRole('group', { name: 'paczka.mp4 from Anna Nowak' })).toBeTruthy();
    await fireEvent.click(here.getByRole('button', { name: 'Play paczka.mp4 from Anna Nowak, 0:24' }));
    expect(FakeElement.made.map(({ kind }) => kind)).toEqual(['video']);
    element().ready(24);
    for (const name of ['Pause', 'Mute', 'Speed 1×', 'Play in the corner', 'Full screen']) expect(here.getByRole('button', { name })).toBeTruthy();
    for (const name of ['Position', 'Volume']) expect(here.getByRole('slider', { name })).toBeTruthy();
    // The button that was pressed is gone; the keyboard is at the one that pauses.
    await vi.waitFor(() => expect(document.activeElement).toBe(here.getByRole('button', { name: 'Pause' })));
  });

  it('goes into the corner and back by its buttons, and is moved there by keys', async () => {
    const { app } = await opened();
    const here = within(article('media7'));
    await fireEvent.click(here.getByRole('button', { name: /^Play paczka/ }));
    await fireEvent.click(here.getByRole('button', { name: 'Play in the corner' }));
    const corner = screen.getByRole('region', { name: 'Video in the corner' });
    expect(here.getByText('This video plays in the corner.')).toBeTruthy();
    const right = () => Number.parseInt(corner.style.right);
    const before = right();
    await fireEvent.keyDown(within(corner).getByRole('button', { name: 'Move the video' }), { key: 'ArrowLeft' });
    expect(right()).toBe(before + 24);
    expect(document.activeElement).toBe(here.getByRole('button', { name: 'Back to its message' }));
    await fireEvent.click(here.getByRole('button', { name: 'Back to its message' }));
    await vi.waitFor(() => expect(document.activeElement).toBe(here.getByRole('button', { name: 'Pause' })));
    expect(app.player.aside).toBe(false);
    expect(app.player.current?.playing).toBe(true);
  });

  it('listens to its keys, and keeps from the window what it listened to', async () => {
    const { app } = await opened();
    const here = within(article('media7'));
    await fireEvent.click(here.getByRole('button', { name: /^Play paczka/ }));
    await fireEvent.keyDown(here.getByRole('button', { name: 'Full screen' }), { key: 'm' });
    expect(app.player.muted).toBe(true);
    expect(here.getByRole('button', { name: 'Unmute' })).toBeTruthy();
    expect(app.composer.mode).toBe('reply');
    await fireEvent.keyDown(here.getByRole('slider', { name: 'Position' }), { key: 'ArrowDown' });
    expect(app.player.volume).toBeCloseTo(0.9);
  });
});
