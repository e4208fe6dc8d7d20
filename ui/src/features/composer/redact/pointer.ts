/**
 * What a pointer does on the picture: beside the marks it draws a new one, on a mark it moves it, at a handle it resizes it.
 * A press that goes nowhere chooses what is under it, or nothing.
 */
import type { Attachment } from 'svelte/attachments';

import type { Area } from '../../../bindings/Area';
import { moved, pulled, type Edges, type Point } from './area';
import type { Redaction } from './redaction.svelte';

/** A press that moved less than this, on the screen, was a click. */
const still = 4;

/** What is held, and where it was. */
interface Grip {
  area: Area;
  /** Null holds the whole of it. */
  edges: Edges | null;
}

interface Press {
  pointer: number;
  screen: Point;
  start: Point;
  grip: Grip | null;
  going: boolean;
}

export function marking(redaction: Redaction): Attachment<HTMLElement> {
  return (element) => {
    const { size } = redaction;
    let press: Press | null = null;
    /** Where the pointer is, in the picture's own pixels. */
    const at = (event: PointerEvent): Point => {
      const box = element.getBoundingClientRect();
      return { x: ((event.clientX - box.left) / box.width) * size.width, y: ((event.clientY - box.top) / box.height) * size.height };
    };
    const listen = new AbortController();
    const on = (type: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', hear: (event: PointerEvent) => void) =>
      element.addEventListener(type, hear, { signal: listen.signal });

    on('pointerdown', (event) => {
      if (event.button !== 0 || press !== null) return;
      element.setPointerCapture(event.pointerId);
      press = { pointer: event.pointerId, screen: { x: event.clientX, y: event.clientY }, start: at(event), grip: take(event.target), going: false };
    });
    on('pointermove', (event) => {
      if (press?.pointer !== event.pointerId) return;
      press.going ||= Math.hypot(event.clientX - press.screen.x, event.clientY - press.screen.y) >= still;
      if (press.going) follow(press, at(event));
    });
    const lift = (event: PointerEvent) => {
      if (press?.pointer !== event.pointerId) return;
      if (!press.going && press.grip === null) redaction.choose(null);
      press = null;
    };
    on('pointerup', lift);
    on('pointercancel', lift);

    /** The mark under the pointer, chosen, and which of its edges are held. */
    function take(target: EventTarget | null): Grip | null {
      const under = target instanceof Element ? target : null;
      const mark = under?.closest<HTMLElement>('[data-mark]')?.dataset.mark;
      const area = redaction.marks[Number(mark ?? NaN)]?.area;
      if (area === undefined) return null;
      redaction.choose(Number(mark));
      const [x, y] = (under?.closest<HTMLElement>('[data-edges]')?.dataset.edges ?? '').split(' ').map(Number);
      return { area, edges: x === undefined || y === undefined ? null : { x: Math.sign(x) as Edges['x'], y: Math.sign(y) as Edges['y'] } };
    }

    function follow(press: Press, to: Point): void {
      const { grip, start } = press;
      const by = { x: to.x - start.x, y: to.y - start.y };
      if (grip === null) redaction.draw(start, to, press);
      else redaction.place(grip.edges === null ? moved(grip.area, by, size) : pulled(grip.area, grip.edges, by, size), press);
    }
    return () => listen.abort();
  };
}
