/** The marks on a picture: where they are, what a key or a pull makes of them, and every earlier state of them. */
import { describe, expect, it } from 'vitest';

import { between, blockOf, handles, middle, moved, pulled, stepOf } from '../src/features/composer/redact/area';
import { redactAction } from '../src/features/composer/redact/keys';
import { Redaction } from '../src/features/composer/redact/redaction.svelte';
import { Zoom } from '../src/features/composer/redact/zoom.svelte';

const size = { width: 400, height: 300 };
const area = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('an area', () => {
  it('covers every pixel that was touched, whichever way it was drawn, and ends where the picture ends', () => {
    expect(between({ x: 10.9, y: 20.2 }, { x: 30.1, y: 25.5 }, size)).toEqual(area(10, 20, 21, 6));
    expect(between({ x: 30.1, y: 25.5 }, { x: 10.9, y: 20.2 }, size)).toEqual(area(10, 20, 21, 6));
    expect(between({ x: 390, y: -50 }, { x: 9_000, y: 10 }, size)).toEqual(area(390, 0, 10, 10));
    expect(between({ x: 400, y: 300 }, { x: 400, y: 300 }, size), 'never nothing').toEqual(area(399, 299, 1, 1));
  });

  it('stays on the picture when it is moved, and keeps its size', () => {
    expect(moved(area(10, 10, 50, 40), { x: -20, y: 5.4 }, size)).toEqual(area(0, 15, 50, 40));
    expect(moved(area(10, 10, 50, 40), { x: 900, y: 900 }, size)).toEqual(area(350, 260, 50, 40));
  });

  it('is resized by each of its corners and edges, and never turns inside out', () => {
    expect(handles).toHaveLength(8);
    expect(pulled(area(10, 10, 50, 40), { x: -1, y: 1 }, { x: 5, y: 10 }, size)).toEqual(area(15, 10, 45, 50));
    expect(pulled(area(10, 10, 50, 40), { x: 0, y: -1 }, { x: 77, y: -99 }, size)).toEqual(area(10, 0, 50, 50));
    expect(pulled(area(10, 10, 50, 40), { x: 1, y: -1 }, { x: -99, y: 99 }, size)).toEqual(area(10, 49, 1, 1));
    expect(pulled(area(10, 10, 50, 40), { x: 1, y: 1 }, { x: 9_000, y: 9_000 }, size)).toEqual(area(10, 10, 390, 290));
  });

  it('begins in the middle when no pointer draws it, and steps by a hundredth of the picture or by one pixel', () => {
    expect(middle(size, 1 / 2)).toEqual(area(100, 75, 200, 150));
    expect([stepOf(size, false), stepOf(size, true), stepOf({ width: 9, height: 9 }, false)]).toEqual([4, 1, 1]);
  });

  it('is pixelated in blocks that no letter outlives', () => {
    expect([blockOf(area(0, 0, 100, 12)), blockOf(area(0, 0, 100, 1_001))]).toEqual([24, 126]);
  });
});

describe('marks', () => {
  it('are taken back and made again one movement at a time, however many steps it had', () => {
    const marks = new Redaction(size);
    const drag = {};
    for (const x of [20, 40, 60]) marks.draw({ x: 10, y: 10 }, { x, y: 30 }, drag);
    expect(marks.marks).toEqual([{ type: 'box', area: area(10, 10, 50, 20) }]);
    const arrow = {};
    for (let i = 0; i < 5; i++) marks.move({ x: 4, y: 0 }, arrow);
    marks.pull({ x: 1, y: 1 }, { x: 0, y: 4 }, {});
    expect(marks.marks[0]?.area).toEqual(area(30, 10, 50, 24));
    marks.undo();
    expect(marks.marks[0]?.area).toEqual(area(30, 10, 50, 20));
    marks.undo();
    expect(marks.marks[0]?.area).toEqual(area(10, 10, 50, 20));
    marks.undo();
    expect([marks.marks, marks.canUndo]).toEqual([[], false]);
    marks.redo();
    marks.redo();
    expect(marks.marks[0]?.area).toEqual(area(30, 10, 50, 20));
    marks.add();
    expect([marks.marks.length, marks.canRedo, marks.chosen]).toEqual([2, false, 1]);
  });

  it('are removed, and come back with their place in the order', () => {
    const marks = new Redaction(size);
    marks.add();
    marks.tool = 'blur';
    marks.add();
    marks.choose(0);
    marks.remove();
    expect(marks.marks.map((mark) => mark.type)).toEqual(['blur']);
    marks.undo();
    expect(marks.marks.map((mark) => mark.type)).toEqual(['box', 'blur']);
    marks.choose(null);
    marks.remove();
    marks.move({ x: 1, y: 1 }, null);
    expect(marks.marks).toHaveLength(2);
  });

  it('are at most one crop and as many others as the core draws', () => {
    const marks = new Redaction(size);
    marks.tool = 'crop';
    marks.add();
    marks.add();
    expect(marks.marks).toHaveLength(1);
    marks.tool = 'box';
    for (let i = 0; i < 300; i++) marks.add();
    expect([marks.marks.length, marks.full]).toEqual([200, true]);
  });
});

describe('the keys', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => redactAction({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });

  it('move with arrows, resize with Shift, go by single pixels with Ctrl', () => {
    expect(press('ArrowLeft')).toEqual({ move: { x: -1, y: 0 }, fine: false });
    expect(press('ArrowDown', { ctrlKey: true })).toEqual({ move: { x: 0, y: 1 }, fine: true });
    expect(press('ArrowRight', { shiftKey: true })).toEqual({ grow: { x: 1, y: 0 }, fine: false });
    expect(press('ArrowUp', { shiftKey: true, metaKey: true })).toEqual({ grow: { x: 0, y: -1 }, fine: true });
  });

  it('choose, take back and look closer; a key of the desktop means nothing', () => {
    expect([press('b'), press('P'), press('c')]).toEqual([{ tool: 'box' }, { tool: 'blur' }, { tool: 'crop' }]);
    expect([press('z', { ctrlKey: true }), press('Z', { ctrlKey: true, shiftKey: true }), press('y', { ctrlKey: true })]).toEqual(['undo', 'redo', 'redo']);
    expect([press('0'), press('Delete'), press('x'), press('c', { ctrlKey: true }), press('ArrowLeft', { altKey: true })]).toEqual(['whole', 'remove', null, null, null]);
  });
});

describe('the zoom', () => {
  it('shows the whole picture whatever the room, until the rep looks closer, and again when asked', () => {
    const zoom = new Zoom({ width: 1_000, height: 500 });
    zoom.fitInto({ width: 524, height: 924 });
    expect([zoom.scale, zoom.fits]).toEqual([0.5, true]);
    zoom.closer();
    expect([zoom.percent, zoom.fits]).toEqual([63, false]);
    zoom.fitInto({ width: 324, height: 924 });
    expect(zoom.percent, 'what was looked at stays').toBe(63);
    for (let i = 0; i < 9; i++) zoom.farther();
    expect([zoom.scale, zoom.fits]).toEqual([0.3, true]);
    zoom.closer();
    zoom.whole();
    expect(zoom.percent).toBe(30);
  });
});
