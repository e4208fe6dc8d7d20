/** Redacting a picture of the draft in the window: by pointer and by key, and what becomes of the draft. */
import axe from 'axe-core';
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { DraftFile } from '../src/bindings/DraftFile';
import type { FileView } from '../src/bindings/FileView';
import { open } from './fixture/openWindow';

afterEach(cleanup);

const picture: DraftFile = { hash: 'abc', name: 'faktura.png', mime: 'image/png', size: 90_000 };
const seen: Partial<FileView> = { media: 'image', mime: 'image/png', state: { type: 'cached' }, still: true, width: 400, height: 300 };
const dialog = () => screen.getByRole('dialog', { name: 'Redact “faktura.png”' });
const button = (name: string) => within(dialog()).getByRole('button', { name });
const marks = () => within(dialog()).queryAllByRole('button', { name: /^(Box|Pixelated part|Crop) \d/ }).map((mark) => mark.getAttribute('aria-label'));
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.activeElement!, { key, ...more });

async function redacting(facts: Partial<FileView> = {}) {
  const opened = await open();
  await opened.app.triage.open('t0', 'stay');
  await opened.app.composer.addFile('t0', 'reply', picture);
  opened.desk.attached = { ...seen, ...facts };
  await fireEvent.click(await screen.findByRole('button', { name: 'Redact faktura.png' }));
  return opened;
}

describe('redacting', () => {
  it('by keyboard alone: a box is made, moved and resized, and the draft has the redacted picture and no other', async () => {
    const { desk, app } = await redacting();
    const table = await within(dialog()).findByRole('group', { name: 'The picture and its marks' });
    expect(document.activeElement).toBe(table);
    expect(button('Redact')).toHaveProperty('disabled', true);
    await press('Enter');
    expect(marks()).toEqual(['Box 1: 133 × 100 pixels at 133, 100']);
    expect(document.activeElement?.getAttribute('data-mark')).toBe('0');
    await press('ArrowLeft');
    await press('ArrowUp', { ctrlKey: true });
    await press('ArrowRight', { shiftKey: true });
    expect(marks()).toEqual(['Box 1: 137 × 100 pixels at 129, 99']);
    await press('z', { ctrlKey: true });
    await press('z', { ctrlKey: true, shiftKey: true });
    await press('p');
    await fireEvent.click(button('Put one in the middle'));
    await press('Delete');
    expect(marks()).toHaveLength(1);
    expect(document.activeElement, 'the keys still mean something').toBe(table);
    await fireEvent.click(button('Redact'));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(desk.calls('redact')).toEqual([{ thread: 't0', mode: 'reply', hash: 'abc', marks: [{ type: 'box', area: { x: 129, y: 99, width: 137, height: 100 } }] }]);
    expect(app.composer.draft.files.map((file) => file.hash)).toEqual(['redacted-abc']);
    expect(desk.drafts.get('t0')?.reply?.files.map((file) => file.hash)).toEqual(['redacted-abc']);
  });

  it('by pointer alone: a mark is drawn, moved, pulled by its corner and left alone by a click', async () => {
    await redacting();
    const sheet = (await within(dialog()).findByRole('img', { name: 'faktura.png' })).parentElement!;
    // Half the size of the picture.
    vi.spyOn(sheet, 'getBoundingClientRect').mockReturnValue(new DOMRect(100, 50, 200, 150));
    sheet.setPointerCapture = () => undefined;
    const drag = async (from: Element, [x, y]: [number, number], [toX, toY]: [number, number]) => {
      await fireEvent.pointerDown(from, { pointerId: 1, button: 0, clientX: x, clientY: y });
      await fireEvent.pointerMove(sheet, { pointerId: 1, clientX: (x + toX) / 2, clientY: (y + toY) / 2 });
      await fireEvent.pointerMove(sheet, { pointerId: 1, clientX: toX, clientY: toY });
      await fireEvent.pointerUp(sheet, { pointerId: 1, clientX: toX, clientY: toY });
    };
    await fireEvent.click(within(dialog()).getByRole('radio', { name: 'Pixelate' }));
    await drag(sheet, [110, 60], [160, 80]);
    expect(marks()).toEqual(['Pixelated part 1: 100 × 40 pixels at 20, 20']);
    await drag(sheet.querySelector('[data-mark]')!, [120, 65], [130, 75]);
    expect(marks()).toEqual(['Pixelated part 1: 100 × 40 pixels at 40, 40']);
    await drag(sheet.querySelector('[data-edges="1 1"]')!, [170, 90], [180, 110]);
    expect(marks()).toEqual(['Pixelated part 1: 120 × 80 pixels at 40, 40']);
    await drag(sheet, [290, 190], [291, 191]);
    expect(marks(), 'a click drew something').toHaveLength(1);
    expect(within(dialog()).getByRole('button', { name: /^Pixelated/, pressed: false })).toBeTruthy();
    for (let i = 0; i < 3; i++) await fireEvent.click(button('Undo'));
    expect(marks()).toEqual([]);
  });

  it('asks before marks are lost, and closes at once when there are none', async () => {
    const { desk } = await redacting();
    await within(dialog()).findByRole('group', { name: 'The picture and its marks' });
    await press('Enter');
    await fireEvent.click(button('Close'));
    expect((await within(dialog()).findByRole('alert')).textContent).toBe('The marks are not on the picture yet.');
    await fireEvent.click(button('Discard marks'));
    expect(screen.queryByRole('dialog')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Redact faktura.png' }));
    await within(dialog()).findByRole('group', { name: 'The picture and its marks' });
    await fireEvent.click(button('Cancel'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(desk.calls('redact')).toEqual([]);
  });

  it('says why a picture cannot be redacted and leaves it as it is', async () => {
    const { app } = await redacting({ moving: true });
    expect((await within(dialog()).findByRole('alert')).textContent).toBe('A picture that moves cannot be redacted. It stays as it is.');
    expect(within(dialog()).queryByRole('button', { name: 'Redact' })).toBeNull();
    await fireEvent.click(button('Close'));
    expect(app.composer.draft.files).toEqual([picture]);
    cleanup();
    await redacting({ still: false, unshown: 'damaged' });
    expect((await within(dialog()).findByRole('alert')).textContent).toBe('This picture cannot be read, so it cannot be redacted. It stays as it is.');
  });

  it('keeps the marks when the core refuses, with its reason', async () => {
    const { desk, app } = await redacting();
    await within(dialog()).findByRole('group', { name: 'The picture and its marks' });
    await press('Enter');
    desk.failures.set('redact', new CallFailed('readOnly', 'The disk is full.'));
    await fireEvent.click(button('Redact'));
    expect((await within(dialog()).findByRole('alert')).textContent).toBe('The disk is full.');
    expect([marks().length, app.composer.draft.files[0]?.hash]).toEqual([1, 'abc']);
  });

  it('has nothing that people with screen readers cannot use', async () => {
    await redacting();
    await within(dialog()).findByRole('group', { name: 'The picture and its marks' });
    await press('Enter');
    const { violations } = await axe.run(dialog(), { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  });
});

describe('an original', () => {
  it('does not come back with what was read from the draft before, and does when it is attached once more', async () => {
    const { app, desk } = await open();
    await app.triage.open('t0', 'stay');
    const { composer } = app;
    await composer.addFile('t0', 'reply', picture);
    // Typed while the core redacts.
    const redacted = composer.files.redact('abc', []);
    composer.write('Proszę');
    const typed = composer.flush();
    await Promise.all([redacted, typed]);
    expect(desk.drafts.get('t0')?.reply).toMatchObject({ text: 'Proszę', files: [{ hash: 'redacted-abc' }] });
    await composer.addFile('t0', 'reply', picture);
    expect(desk.drafts.get('t0')?.reply?.files.map((file) => file.hash)).toEqual(['redacted-abc', 'abc']);
  });
});
