/**
 * Where the pages of a document lie under each other, which of them are in sight, and how the zoom goes. Pure: only the
 * pages in sight are drawn, however many there are.
 */
export interface PageSize {
  width: number;
  height: number;
}

export const gap = 14;
/** Pages above and below what is in sight that are drawn already. */
const ahead = 1;

/** CSS pixels of a point, in which documents count. */
export const point = 96 / 72;

/** The steps of the zoom. */
const steps = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];

export interface Layout {
  /** How far down each page begins. */
  tops: number[];
  /** How high all of them are. */
  height: number;
  /** How wide the widest is. */
  width: number;
}

export function layout(sizes: PageSize[], scale: number): Layout {
  const tops: number[] = [];
  let down = gap;
  let width = 0;
  for (const size of sizes) {
    tops.push(down);
    down += Math.round(size.height * scale) + gap;
    width = Math.max(width, Math.round(size.width * scale));
  }
  return { tops, height: down, width };
}

/** The pages to draw: those that are in sight, and one beyond at each end. */
export function inSight({ tops, height }: Layout, from: number, to: number): number[] {
  if (tops.length === 0) return [];
  const first = Math.max(0, lastBefore(tops, Math.min(from, height)) - ahead);
  const last = Math.min(tops.length - 1, lastBefore(tops, to) + ahead);
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

/** The page that the reader is at: the one at the line a third down. */
export function pageAt({ tops }: Layout, from: number, seen: number): number {
  return Math.max(0, lastBefore(tops, from + seen / 3));
}

/** The last page that begins above a line. */
function lastBefore(tops: number[], line: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function closer(scale: number): number {
  return steps.find((step) => step > scale * 1.01) ?? scale;
}

export function farther(scale: number): number {
  return steps.findLast((step) => step < scale * 0.99) ?? scale;
}

/** The scale at which a page fills the width, not blown up beyond comfort. */
export function widthFits(page: PageSize, room: number): number {
  return page.width === 0 ? 1 : Math.min(1.15, Math.max(0.25, (room - 2 * gap) / page.width));
}

/** How much finer than CSS pixels a page is drawn: as fine as the screen, but no more than memory bears. */
export function fineness({ width, height }: PageSize, scale: number, screen: number): number {
  const most = 8_000_000;
  return Math.min(screen, Math.sqrt(most / Math.max(1, width * height * scale * scale)));
}
