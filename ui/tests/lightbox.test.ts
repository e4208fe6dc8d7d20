/** Pictures in a conversation, and looking at them in full: by role and name, by pointer and by key. */
import axe from 'axe-core';
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { FakeSight } from './fixture/fakeSight';
import { article, openPictures } from './fixture/openPictures';

beforeEach(() => {
  FakeSight.watching = [];
  vi.stubGlobal('IntersectionObserver', FakeSight);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const viewer = () => screen.getByRole('dialog', { name: 'Pictures of the conversation' });
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.activeElement!, { key, ...more });
const named = () => within(viewer()).getByRole('group').getAttribute('aria-label');

describe('a picture in the conversation', () => {
  it('shows its small still, with a name, in a room that is there before it', async () => {
    await openPictures();
    const button = within(article('p0')).getByRole('button', { name: 'Enlarge one.jpg' });
    const still = within(article('p0')).getByRole('img', { name: 'one.jpg' });
    expect(still.getAttribute('src')).toBe('http://127.0.0.1:4711/k/secret/file/one?size=preview');
    expect(button.parentElement!.style.getPropertyValue('--width')).toBe('320px');
    expect(article('p0').querySelector('.colours')?.getAttribute('src')).toMatch(/^data:image\/png/);
    await fireEvent.load(still);
    expect(article('p0').querySelector('.colours')).toBeNull();
  });

  it('stands with the others of its message, and says how many more there are', async () => {
    await openPictures();
    const list = within(article('p2')).getByRole('list', { name: '6 pictures' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(4);
    expect(within(list).getByRole('button', { name: 'Enlarge seven.jpg and 2 more pictures' })).toBeTruthy();
  });

  it('is fetched once when it comes near the screen, and by the rep when that did not lead to it', async () => {
    const { desk } = await openPictures();
    const asked = () => desk.calls('fetchFile').filter(({ file }) => file === 'away');
    expect(asked()).toEqual([]);
    FakeSight.see(article('p3'), true);
    expect(asked()).toEqual([{ file: 'away', wanted: true }]);
    FakeSight.see(article('p3'), false);
    FakeSight.see(article('p3'), true);
    await within(article('p3')).findByRole('button', { name: 'Stop the download of away.jpg' });
    const again = await within(article('p3')).findByRole('button', { name: 'Download away.jpg' });
    expect(asked()).toHaveLength(1);
    await fireEvent.click(again);
    expect(asked()).toHaveLength(2);
  });

  it('says how far it is, and can be stopped', async () => {
    const { desk } = await openPictures();
    const bar = within(article('p4')).getByRole('progressbar', { name: 'Download of coming.jpg' });
    expect([bar.getAttribute('value'), bar.getAttribute('max')]).toEqual(['0.25', '1']);
    await fireEvent.click(within(article('p4')).getByRole('button', { name: 'Stop the download of coming.jpg' }));
    expect(desk.calls('fetchFile').at(-1)).toEqual({ file: 'coming', wanted: false });
  });

  it('that is not shown is a card that says why, with the ways on; one that is gone has none', async () => {
    await openPictures();
    const bomb = within(article('p5')).getByRole('group', { name: 'bomb.jpg' });
    expect(bomb.textContent).toContain('It would take too much memory to show');
    expect(within(bomb).getByRole('button', { name: 'Save bomb.jpg' })).toBeTruthy();
    expect(within(article('p5')).queryByRole('button', { name: /Enlarge/ })).toBeNull();
    const lost = within(article('p6')).getByRole('group', { name: 'lost.jpg' });
    expect(lost.textContent).toContain('does not have this file any more');
    expect(within(lost).queryByRole('button')).toBeNull();
  });

  it('whose bytes are no picture becomes a card that says so', async () => {
    await openPictures();
    await fireEvent.error(within(article('p0')).getByRole('img', { name: 'one.jpg' }));
    expect(within(article('p0')).getByRole('group', { name: 'one.jpg' }).textContent).toContain('The picture cannot be shown');
  });

  it('keeps its place among others when it cannot be shown', async () => {
    await openPictures();
    await fireEvent.error(within(article('p1')).getByRole('img', { name: 'two.jpg' }));
    const list = within(article('p1')).getByRole('list', { name: '2 pictures' });
    expect(within(list).getAllByRole('listitem')[0]!.textContent).toContain('Cannot be shown');
  });
});

describe('looking at a picture in full', () => {
  const look = async () => {
    const opened = await openPictures();
    const button = within(article('p1')).getByRole('button', { name: 'Enlarge three.jpg' });
    button.focus();
    await fireEvent.click(button);
    await screen.findByRole('dialog', { name: 'Pictures of the conversation' });
    return { ...opened, button };
  };

  it('says which it is, whose, of when, and where it stands among all of the conversation', async () => {
    await look();
    expect(named()).toBe('three.jpg');
    expect(viewer().textContent).toContain('3 of 15');
    expect(viewer().textContent).toMatch(/Anna Nowak · .*2026/);
    expect(viewer().querySelector('[aria-live]')?.textContent).toMatch(/^3 of 15, three\.jpg, Anna Nowak/);
    expect(within(viewer()).getByRole('img', { name: 'three.jpg' }).getAttribute('src')).toBe('http://127.0.0.1:4711/k/secret/file/three');
  });

  it('goes on and back by keys and buttons, across messages, and ends at both ends', async () => {
    await look();
    await press('ArrowRight');
    expect(named()).toBe('four.jpg');
    await press('ArrowLeft');
    await press('ArrowLeft');
    expect(named()).toBe('two.jpg');
    await press('Home');
    expect(within(viewer()).queryByRole('button', { name: 'Previous picture' })).toBeNull();
    await fireEvent.click(within(viewer()).getByRole('button', { name: 'Next picture' }));
    expect(named()).toBe('two.jpg');
    await press('End');
    expect(named()).toBe('ours.jpg');
    expect(within(viewer()).queryByRole('button', { name: 'Next picture' })).toBeNull();
  });

  it('copies, saves, and asks before it opens outside', async () => {
    const { desk } = await look();
    await press('c', { ctrlKey: true });
    await vi.waitFor(() => expect(viewer().querySelector('[aria-live]')?.textContent).toBe('The picture was copied.'));
    expect(desk.copied).toEqual(['three']);
    await press('s', { ctrlKey: true });
    expect(desk.saved).toEqual([{ file: 'three', name: 'three.jpg' }]);
    await fireEvent.click(within(viewer()).getByRole('button', { name: 'Open three.jpg' }));
    expect(desk.opened).toEqual([]);
    const question = await screen.findByRole('dialog', { name: 'Open outside Bellhop?' });
    expect(question.textContent).toContain('comes from the customer (Anna Nowak)');
    expect(question.textContent).toContain('your picture viewer');
    await fireEvent.click(within(question).getByRole('button', { name: 'Open' }));
    await vi.waitFor(() => expect(desk.opened).toEqual(['three']));
  });

  it('says why a picture could not be copied', async () => {
    const { desk, app } = await look();
    vi.spyOn(desk, 'copyPicture').mockRejectedValue(new CallFailed('notPossible', 'The picture is too large to be copied. Save it instead.'));
    await press('c', { ctrlKey: true });
    await vi.waitFor(() => expect(app.announcer.notes.map(({ text }) => text)).toEqual(['That did not work. The picture is too large to be copied. Save it instead.']));
  });

  it('turns and zooms by keys, and tells screen readers', async () => {
    await look();
    const stage = viewer().querySelector<HTMLElement>('[data-turn]')!;
    await press('r');
    expect(stage.dataset.turn).toBe('1');
    await press('R', { shiftKey: true });
    expect(stage.dataset.turn).toBe('0');
    expect(viewer().querySelector('[aria-live]')?.textContent).toBe('Turned by 0°');
    const before = Number(stage.dataset.scale);
    await press('+');
    expect(Number(stage.dataset.scale)).toBeGreaterThanOrEqual(before);
    expect(viewer().querySelector('[aria-live]')?.textContent).toMatch(/^\d+ percent$/);
  });

  it('fetches one that is not here, and shows how far it is', async () => {
    const { desk } = await look();
    await press('End');
    await press('ArrowLeft');
    for (let step = 0; step < 20 && named() !== 'away.jpg'; step++) await press('ArrowLeft');
    expect(desk.calls('fetchFile').some(({ file, wanted }) => file === 'away' && wanted)).toBe(true);
    await press('ArrowRight');
    expect(within(viewer()).getByRole('progressbar', { name: 'Download of coming.jpg' })).toBeTruthy();
  });

  it('says why one is not shown, in its place, with the ways on', async () => {
    await look();
    for (let step = 0; step < 20 && named() !== 'bomb.jpg'; step++) await press('ArrowRight');
    expect(viewer().textContent).toContain('It would take too much memory to show');
    expect(within(viewer()).getByRole('button', { name: 'Open with…' })).toBeTruthy();
    expect(within(viewer()).queryByRole('button', { name: 'Copy the picture' })).toBeNull();
  });

  it('closes by Esc and gives the focus back to where it came from', async () => {
    const { button } = await look();
    expect(viewer().contains(document.activeElement)).toBe(true);
    await fireEvent(viewer(), new Event('cancel', { cancelable: true }));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(button);
  });

  it('has no fault that axe can find without looking at colours', async () => {
    await look();
    const { violations } = await axe.run(viewer(), { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`)).toEqual([]);
  });
});
