/** Pages of rows, kept while they are near the screen. Not reactive: the list says when to look again. */
import type { ThreadPage } from '../bindings/ThreadPage';
import type { ThreadRow } from '../bindings/ThreadRow';

/** Rows in a page: small enough that a page crosses to the window in about a millisecond. */
export const pageSize = 60;
const kept = 40;

export class PageCache {
  #pages = new Map<number, ThreadRow[]>();
  /** The newest time in the list when it was last put in order; what is newer has arrived since. */
  #topAt = '';

  at(index: number): ThreadRow | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  put(page: number, rows: ThreadRow[]): void {
    this.#pages.set(page, rows);
    if (page === 0) this.#topAt = rows.reduce((newest, row) => (row.at !== null && row.at > newest ? row.at : newest), '');
  }

  clear(): void {
    this.#pages.clear();
  }

  indexOf(id: string): number | null {
    for (const [page, rows] of this.#pages) {
      const place = rows.findIndex((row) => row.id === id);
      if (place >= 0) return page * pageSize + place;
    }
    return null;
  }

  /** The pages that these rows are in. */
  pagesOf(start: number, end: number): number[] {
    const first = Math.floor(Math.max(0, start) / pageSize);
    const last = Math.floor(Math.max(start, end - 1, 0) / pageSize);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }

  missing(start: number, end: number, total: number): number[] {
    return this.pagesOf(start, Math.min(end, total)).filter((page) => page * pageSize < total && !this.#pages.has(page));
  }

  /** Drops the pages that are farthest from the screen. */
  forget(start: number, end: number): void {
    if (this.#pages.size <= kept) return;
    const middle = (start + end) / 2 / pageSize;
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of far.slice(0, this.#pages.size - kept)) this.#pages.delete(page);
  }

  /** True when these pages hold the same conversations at the same places as before. */
  sameOrder(fresh: ThreadPage[]): boolean {
    return fresh.every(({ offset, rows }) => {
      const before = this.#pages.get(offset / pageSize);
      return before?.length === rows.length && rows.every((row, i) => before[i]?.id === row.id);
    });
  }

  /** How many of the list's first rows are newer than anything that was in it. */
  newerThanTop(rows: ThreadRow[]): number {
    return rows.filter((row) => row.at !== null && row.at > this.#topAt).length;
  }

  /** Brings rows up to date where they stand. */
  patch(rows: ThreadRow[]): void {
    const fresh = new Map(rows.map((row) => [row.id, row]));
    for (const [page, before] of this.#pages) {
      this.#pages.set(
        page,
        before.map((row) => fresh.get(row.id) ?? row),
      );
    }
  }
}
