/**
 * Where the rows of a very long list lie. Browsers limit the height of an element (WebKit at 33,554,432 px) and positions
 * beyond 2^24 px lose exactness, so a list taller than `limit` scrolls over a shorter track:
 *
 * - a short move (wheel, arrow keys, touch) moves the rows by exactly as much: `offset` between track and list stays;
 * - a long move (the thumb dragged, End) lands in the list where it landed on the track;
 * - when scrolling rests, or hits an end of the track that is not an end of the list, the track is put where the list is.
 *
 * Rows never move on screen when the offset changes, for they are placed with it.
 */
export class Ruler {
  total = 0;
  viewport = 0;
  #offset = 0;
  #scrollTop = 0;

  constructor(
    readonly row: number,
    readonly limit = 16_000_000,
  ) {}

  /** The height of the track. */
  get height(): number {
    return Math.min(this.total * this.row, this.limit);
  }

  get scaled(): boolean {
    return this.total * this.row > this.limit;
  }

  /** The place in the list, in pixels, that is at the top of the screen. */
  get top(): number {
    return this.#scrollTop + this.#offset;
  }

  get #last(): number {
    return Math.max(0, this.total * this.row - this.viewport);
  }

  get #trackLast(): number {
    return Math.max(0, this.height - this.viewport);
  }

  /** Follows the scroll position. True when the track has to be put where the list is, see {@link settle}. */
  follow(scrollTop: number): boolean {
    const moved = scrollTop - this.#scrollTop;
    this.#scrollTop = scrollTop;
    if (!this.scaled) {
      this.#offset = 0;
      return false;
    }
    if (Math.abs(moved) > this.viewport * 2) this.#offset = (scrollTop / this.#trackLast) * this.#last - scrollTop;
    this.#offset = Math.min(Math.max(this.top, 0), this.#last) - scrollTop;
    const atTop = scrollTop <= 0 && this.top > 0;
    const atEnd = scrollTop >= this.#trackLast - 1 && this.top < this.#last - 1;
    return atTop || atEnd;
  }

  /** The scroll position at which the track agrees with the list. Report where the browser really went to {@link anchor}. */
  settle(): number {
    return this.scaled && this.#last > 0 ? (this.top / this.#last) * this.#trackLast : this.#scrollTop;
  }

  /** Says where the track went without the list having moved. */
  anchor(scrollTop: number): void {
    const { top } = this;
    this.#scrollTop = scrollTop;
    this.#offset = this.scaled ? top - scrollTop : 0;
  }

  /** Moves to a place in the list. Gives the scroll position; report where the browser really went to {@link anchor}. */
  jump(top: number): number {
    const aim = Math.min(Math.max(0, top), this.#last);
    this.#scrollTop = this.scaled && this.#last > 0 ? (aim / this.#last) * this.#trackLast : aim;
    this.#offset = aim - this.#scrollTop;
    return this.#scrollTop;
  }

  /** Where a row is placed on the track. */
  place(index: number): number {
    return index * this.row - this.#offset;
  }

  /** The first row that is drawn, with some before what is on screen. */
  first(overscan: number): number {
    return Math.max(0, Math.min(Math.floor(this.top / this.row) - overscan, this.total - this.slots(overscan)));
  }

  /** How many rows are drawn: enough for the screen, a part row, and some around it. */
  slots(overscan: number): number {
    return Math.min(this.total, Math.ceil(this.viewport / this.row) + 1 + 2 * overscan);
  }

  /** Where to scroll so that a row is wholly on screen; null when it is. */
  reveal(index: number): number | null {
    const start = index * this.row;
    if (start < this.top) return start;
    if (start + this.row > this.top + this.viewport) return start + this.row - this.viewport;
    return null;
  }
}

/** The row that a slot shows: slots are reused, so that scrolling by a row changes one of them. */
export function rowOfSlot(slot: number, first: number, slots: number): number {
  return first + ((((slot - first) % slots) + slots) % slots);
}
