import { describe, expect, it } from 'vitest';

import { rowOfSlot, Ruler } from '../src/components/ruler';

const row = 74;

function ruler(total: number, viewport = 740, limit?: number): Ruler {
  const made = new Ruler(row, limit);
  made.total = total;
  made.viewport = viewport;
  made.follow(0);
  return made;
}

/** Where a row is on screen. */
const onScreen = (made: Ruler, index: number, scrollTop: number) => made.place(index) - scrollTop;

describe('a list that fits the track', () => {
  it('scrolls as it is', () => {
    const made = ruler(20_000);
    expect(made.scaled).toBe(false);
    expect(made.height).toBe(20_000 * row);
    made.follow(7_400);
    expect(made.first(0)).toBe(100);
    expect(made.place(100)).toBe(7_400);
  });

  it('draws no more rows than there are, and never begins before the first', () => {
    const made = ruler(3);
    expect(made.slots(5)).toBe(3);
    expect(made.first(5)).toBe(0);
    expect(ruler(0).slots(5)).toBe(0);
  });

  it('reveals a row with the least movement, and not at all when it is in sight', () => {
    const made = ruler(1_000);
    made.follow(1_000);
    expect(made.reveal(14)).toBeNull();
    expect(made.reveal(13)).toBe(13 * row);
    expect(made.reveal(40)).toBe(41 * row - 740);
  });
});

describe('a list of a million rows', () => {
  const total = 1_000_000;

  it('keeps its track within what browsers can lay out exactly', () => {
    expect(ruler(total).height).toBeLessThanOrEqual(2 ** 24);
  });

  it('moves by exactly as much as a small scroll says', () => {
    const made = ruler(total);
    made.follow(120);
    made.follow(240);
    expect(made.top).toBe(240);
    expect(onScreen(made, 3, 240)).toBe(3 * row - 240);
  });

  it('reaches the very last row when the thumb is dragged to the end', () => {
    const made = ruler(total);
    made.follow(made.height - 740);
    expect(made.top).toBeCloseTo(total * row - 740, 3);
    expect(made.first(0) + made.slots(0)).toBe(total);
  });

  it('lands in the middle when the thumb is dragged to the middle', () => {
    const made = ruler(total);
    made.follow((made.height - 740) / 2);
    expect(made.first(0)).toBeGreaterThan(499_900);
    expect(made.first(0)).toBeLessThan(500_100);
  });

  it('settles without any row moving on screen, even when the browser rounds the position', () => {
    const made = ruler(total);
    made.follow((made.height - 740) / 3);
    const scrolled = (made.height - 740) / 3 + 700;
    made.follow(scrolled);
    const seen = made.first(0) + 2;
    const before = onScreen(made, seen, scrolled);
    const settled = Math.round(made.settle());
    made.anchor(settled);
    expect(onScreen(made, seen, settled)).toBeCloseTo(before, 6);
  });

  it('asks to be settled when the track ends before the list does, and then goes on', () => {
    const made = ruler(total);
    made.jump(5_000);
    expect(made.follow(0)).toBe(true);
    expect(made.top).toBeGreaterThan(0);
    expect(made.settle()).toBeGreaterThan(0);
  });

  it('goes to any row and back to the first', () => {
    const made = ruler(total);
    made.jump(777_777 * row);
    expect(made.first(0)).toBe(777_777);
    made.jump(0);
    expect(made.top).toBe(0);
  });

  it('scrolls to the end in small steps without ever jumping', () => {
    const made = ruler(400_000, 740, 1_000_000);
    let position = made.jump(400_000 * row - 30_000);
    for (let step = 0; step < 40; step++) {
      const before = made.top;
      position = Math.min(position + 600, made.height - 740);
      const settle = made.follow(position);
      expect(made.top - before).toBeLessThanOrEqual(600 + 1e-6);
      if (settle) {
        position = made.settle();
        made.anchor(position);
      }
    }
    expect(made.top).toBeLessThanOrEqual(400_000 * row - 740 + 1e-6);
  });
});

describe('reused rows', () => {
  it('cover every row on screen once, and only one of them changes when the list moves by a row', () => {
    const slots = 16;
    const shown = (first: number) => Array.from({ length: slots }, (_, slot) => rowOfSlot(slot, first, slots));
    expect([...shown(37)].sort((a, b) => a - b)).toEqual(Array.from({ length: slots }, (_, i) => 37 + i));
    const changed = shown(37).filter((index, slot) => shown(38)[slot] !== index);
    expect(changed).toEqual([37]);
  });
});
