/** Places on a picture, in its own pixels, whole ones: what they become when they are drawn, moved, resized. Pure. */
import type { Area } from '../../../bindings/Area';

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Which edges of an area follow a pull: -1 for the left or upper one, 1 for the other, 0 for neither. */
export interface Edges {
  x: -1 | 0 | 1;
  y: -1 | 0 | 1;
}

/** The corners and edges that an area is pulled by. */
export const handles: readonly Edges[] = ([-1, 0, 1] as const).flatMap((y) => ([-1, 0, 1] as const).map((x) => ({ x, y }))).filter(({ x, y }) => x !== 0 || y !== 0);

/** What lies between two points. Every pixel that is touched belongs to it: a box covers a little more rather than less. */
export function between(a: Point, b: Point, { width, height }: Size): Area {
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)].map((value) => within(value, width)) as [number, number];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)].map((value) => within(value, height)) as [number, number];
  const [x, y] = [Math.min(Math.floor(left), width - 1), Math.min(Math.floor(top), height - 1)];
  return { x, y, width: Math.max(1, Math.ceil(right) - x), height: Math.max(1, Math.ceil(bottom) - y) };
}

/** The same area elsewhere, as far as the picture goes. */
export function moved(area: Area, by: Point, { width, height }: Size): Area {
  const to = (from: number, step: number, most: number) => Math.round(Math.min(Math.max(from + step, 0), Math.max(0, most)));
  return { ...area, x: to(area.x, by.x, width - area.width), y: to(area.y, by.y, height - area.height) };
}

/** The area with some of its edges elsewhere; an edge that is pulled over the other one stops there. */
export function pulled(area: Area, edges: Edges, by: Point, size: Size): Area {
  const [x, width] = along(area.x, area.width, { edge: edges.x, by: by.x, most: size.width });
  const [y, height] = along(area.y, area.height, { edge: edges.y, by: by.y, most: size.height });
  return { x, y, width, height };
}

function along(start: number, length: number, { edge, by, most }: { edge: -1 | 0 | 1; by: number; most: number }): [number, number] {
  const end = start + length;
  if (edge < 0) {
    const from = Math.round(Math.min(Math.max(start + by, 0), end - 1));
    return [from, end - from];
  }
  if (edge > 0) return [start, Math.round(Math.max(Math.min(end + by, most), start + 1)) - start];
  return [start, length];
}

/** Where a mark begins that is made without a pointer: in the middle, a third of the picture; a crop leaves a narrow margin. */
export function middle({ width, height }: Size, part: number): Area {
  const size = { width: Math.max(1, Math.round(width * part)), height: Math.max(1, Math.round(height * part)) };
  return { x: Math.floor((width - size.width) / 2), y: Math.floor((height - size.height) / 2), ...size };
}

/** How far an arrow key goes: a hundredth of the picture, or one pixel. */
export const stepOf = ({ width, height }: Size, fine: boolean) => (fine ? 1 : Math.max(1, Math.round(Math.max(width, height) / 100)));

/** The side of a block of a blurred area, as the core draws it. */
export const blockOf = ({ width, height }: Size) => Math.max(24, Math.ceil(Math.max(width, height) / 8));
