/** How large the picture is drawn: all of it unless the rep wants to see more closely. */
import type { Size } from './area';

const step = 1.25;
const closest = 8;
/** Small pictures are shown at twice their size, so that they can be drawn on. */
const largestFit = 2;
/** Between the picture and the edge of the table. */
const margin = 24;

export class Zoom {
  #table = $state.raw<Size>({ width: 0, height: 0 });
  /** Null as long as the whole picture is shown. */
  #chosen = $state<number | null>(null);
  readonly #fit = $derived.by(() => {
    const { width, height } = this.#table;
    const fit = Math.min((width - margin) / this.picture.width, (height - margin) / this.picture.height, largestFit);
    return fit > 0 ? fit : Math.min(1, 600 / Math.max(this.picture.width, this.picture.height));
  });
  readonly scale = $derived.by(() => this.#chosen ?? this.#fit);
  readonly fits = $derived.by(() => this.#chosen === null);
  readonly percent = $derived.by(() => Math.round(this.scale * 100));

  constructor(private readonly picture: Size) {}

  fitInto(table: Size): void {
    this.#table = table;
  }

  by(factor: number): void {
    const next = Math.min(Math.max(this.scale * factor, this.#fit), Math.max(closest, this.#fit));
    this.#chosen = next === this.#fit ? null : next;
  }

  closer(): void {
    this.by(step);
  }

  farther(): void {
    this.by(1 / step);
  }

  whole(): void {
    this.#chosen = null;
  }
}
