/** A picture on the stage of the lightbox: its view, and what keys, buttons and gestures do to it. */
import type { Attachment } from 'svelte/attachments';

import { isWhole, moved, resized, spun, step, toggled, whole, zoomed, type Point, type Scene, type Size, type View } from './view';

const nothing: Size = { width: 0, height: 0 };

export class Stage {
  scene = $state.raw<Scene>({ picture: nothing, stage: nothing });
  view = $state.raw<View>({ scale: 1, x: 0, y: 0, turn: 0 });
  /** Closer than all of it. */
  readonly zoomedIn = $derived.by(() => !isWhole(this.view, this.scene));
  readonly percent = $derived.by(() => Math.round(this.view.scale * 100));

  /** Puts another picture on it, as a whole. */
  show(picture: Size): void {
    this.scene = { ...this.scene, picture };
    this.view = whole(this.scene);
  }

  fitInto(stage: Size): void {
    const before = this.scene;
    this.scene = { ...before, stage };
    this.view = resized(this.view, before, this.scene);
  }

  closer(): void {
    this.zoom(step);
  }

  farther(): void {
    this.zoom(1 / step);
  }

  zoom(factor: number, point?: Point): void {
    this.view = zoomed(this.view, this.scene, factor, point);
  }

  toggle(point: Point): void {
    this.view = toggled(this.view, this.scene, point);
  }

  whole(): void {
    this.view = whole(this.scene, this.view.turn);
  }

  turn(quarters: 1 | -1): void {
    this.view = spun(this.view, this.scene, quarters);
  }

  pan(by: Point): void {
    this.view = moved(this.view, this.scene, by);
  }

  /** Wheel, drag, pinch and double click; a click beside the picture is told. */
  gestures(onbeside: () => void): Attachment<HTMLElement> {
    return (element) => {
      const fingers = new Map<number, Point>();
      let beside = false;
      const at = (event: MouseEvent): Point => {
        const box = element.getBoundingClientRect();
        return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
      };
      const listen = new AbortController();
      const { signal } = listen;
      const on = <K extends keyof HTMLElementEventMap>(type: K, hear: (event: HTMLElementEventMap[K]) => void) =>
        element.addEventListener(type, hear, { signal, passive: false });

      on('wheel', (event) => {
        event.preventDefault();
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
        // A touchpad's pinch comes as a wheel with Ctrl, in small steps.
        this.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), at(event));
      });
      on('pointerdown', (event) => {
        if (event.button !== 0) return;
        beside = fingers.size === 0 && event.target === element;
        fingers.set(event.pointerId, at(event));
        element.setPointerCapture(event.pointerId);
      });
      on('pointermove', (event) => {
        const before = fingers.get(event.pointerId);
        if (!before) return;
        const now = at(event);
        if (Math.hypot(now.x - before.x, now.y - before.y) > 3) beside = false;
        const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
        if (other) this.#pinch(other, before, now);
        else this.pan({ x: now.x - before.x, y: now.y - before.y });
        fingers.set(event.pointerId, now);
      });
      const lift = (event: PointerEvent) => {
        if (!fingers.delete(event.pointerId)) return;
        if (event.type === 'pointerup' && beside) onbeside();
        beside = false;
      };
      on('pointerup', lift);
      on('pointercancel', lift);
      on('dblclick', (event) => this.toggle(at(event)));
      return () => listen.abort();
    };
  }

  #pinch(other: Point, before: Point, now: Point): void {
    const apart = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.zoom(apart(now) / apart(before), middle);
    this.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
  }
}
