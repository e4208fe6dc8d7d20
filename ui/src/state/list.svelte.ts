/**
 * The list of conversations: a sparse cache of pages over a list that may have a million rows. Only what is on screen is
 * ever asked for.
 *
 * States: a view or a search is shown; its first page is awaited (`loaded` is false), there, or could not be read
 * (`failure`). While the pointer is over the list, or the keyboard is in it, the list is *held*: rows are brought up to date
 * where they stand, but none moves; what arrives is counted in `arrivals` and comes in when the list is let go.
 */
import type { Backend } from '../backend/contract';
import { CallFailed, type Stale } from '../backend/contract';
import type { ThreadPage } from '../bindings/ThreadPage';
import type { ThreadRow } from '../bindings/ThreadRow';
import type { ViewKey } from '../bindings/ViewKey';
import { sameView } from '../words/viewKey';
import { concerns } from './desk.svelte';
import { pageSize, PageCache } from './pages';

const atOnce = 2;
const searchWait = 90;
const againAfter = 600;
/** How long after the rep's own doing a moving row counts as its result, in milliseconds. */
const ownTime = 2_000;

export class ConversationList {
  key = $state.raw<ViewKey>({ view: 'open' });
  /** What is looked for; empty when a view is shown. */
  search = $state('');
  total = $state(0);
  loaded = $state(false);
  failure = $state.raw<CallFailed | null>(null);
  /** Conversations that came while the list was held. */
  arrivals = $state(0);
  /** The row that the keyboard is at. */
  active = $state(0);

  /** Told how many rows were put in above the first one on screen, so that what is on screen stays. */
  onShift: (rows: number) => void = () => undefined;

  #cache = new PageCache();
  #version = $state(0);
  #generation = 0;
  #seen = { start: 0, end: 0 };
  #inFlight = new Set<number>();
  #holds = new Set<'pointer' | 'keyboard'>();
  #stale = false;
  #mineUntil = 0;
  #refreshing = false;
  #again = false;
  #typing: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly backend: Backend) {}

  /** The row at a place; undefined while it is not here yet. */
  rowAt(index: number): ThreadRow | undefined {
    void this.#version;
    return this.#cache.at(index);
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  /** Shows a view from its top. */
  async show(key: ViewKey): Promise<void> {
    this.search = '';
    this.key = key;
    await this.#restart();
  }

  isShown(key: ViewKey): boolean {
    return this.search === '' && sameView(this.key, key);
  }

  /** Looks for words, once typing pauses. No words: back to the view. */
  find(words: string): void {
    if (this.#typing !== null) clearTimeout(this.#typing);
    this.search = words;
    this.#typing = setTimeout(() => void this.#restart(), searchWait);
  }

  /** Says which rows are on screen. */
  see(start: number, end: number): void {
    this.#seen = { start, end };
    void this.#fetchSeen();
  }

  hold(by: 'pointer' | 'keyboard'): void {
    this.#holds.add(by);
  }

  letGo(by: 'pointer' | 'keyboard'): void {
    this.#holds.delete(by);
    if (!this.held && this.#stale) void this.#refresh();
  }

  /** The rep did something that may move a row: the list follows even under the pointer. */
  expectMine(): void {
    this.#mineUntil = performance.now() + ownTime;
  }

  /** Brings in what arrived while the list was held. */
  async takeArrivals(): Promise<void> {
    this.expectMine();
    await this.#refresh();
    this.active = 0;
  }

  /** Reads again after a failure. */
  async retry(): Promise<void> {
    await this.#restart();
  }

  hear(stale: Stale): void {
    if (concerns(stale, 'threads', 'drafts', 'outbox', 'contacts')) void this.#refresh();
  }

  /** Where a conversation is among the rows that are here. */
  indexOf(id: string): number | null {
    return this.#cache.indexOf(id);
  }

  /** Moves the keyboard to a conversation, wherever it is in the view. */
  async seek(id: string): Promise<void> {
    const here = this.indexOf(id);
    const place = here ?? (this.search === '' ? await this.backend.call('place', { key: this.key, thread: id }) : null);
    if (place !== null) this.active = place;
  }

  async #restart(): Promise<void> {
    const generation = ++this.#generation;
    if (this.#typing !== null) clearTimeout(this.#typing);
    this.#typing = null;
    this.#cache.clear();
    this.#inFlight.clear();
    this.#version++;
    this.loaded = false;
    this.failure = null;
    this.arrivals = 0;
    this.active = 0;
    this.#stale = false;
    try {
      const page = await this.#ask(0);
      if (generation !== this.#generation) return;
      this.#put(page);
    } catch (thrown) {
      if (generation === this.#generation) this.failure = CallFailed.from(thrown);
    }
  }

  #ask(page: number): Promise<ThreadPage> {
    const search = this.search.trim();
    return this.backend.call('list', { key: this.key, search: search === '' ? null : search, offset: page * pageSize, limit: pageSize });
  }

  #put(page: ThreadPage): void {
    this.#cache.put(page.offset / pageSize, page.rows);
    this.total = page.total;
    this.loaded = true;
    this.#version++;
  }

  /** Fetches the missing pages of what is on screen, a few at once, always for where the screen is now. */
  async #fetchSeen(): Promise<void> {
    if (!this.loaded) return;
    const missing = this.#cache.missing(this.#seen.start, this.#seen.end, this.total).find((page) => !this.#inFlight.has(page));
    if (missing === undefined || this.#inFlight.size >= atOnce) return;
    const generation = this.#generation;
    this.#inFlight.add(missing);
    try {
      const page = await this.#ask(missing);
      if (generation !== this.#generation) return;
      // While held, rows keep the places that they had: what came in above is not counted yet.
      const total = this.held && this.#stale ? this.total : page.total;
      this.#put({ ...page, total });
      this.#cache.forget(this.#seen.start, this.#seen.end);
    } catch {
      // The rows stay as skeletons, and are asked for again while they are on screen.
      this.#inFlight.delete(missing);
      setTimeout(() => generation === this.#generation && void this.#fetchSeen(), againAfter);
      return;
    }
    this.#inFlight.delete(missing);
    await this.#fetchSeen();
  }

  /** Reads what is on screen again, and puts it in place or, while held, counts what arrived. */
  async #refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#again = true;
      return;
    }
    this.#refreshing = true;
    try {
      do {
        this.#again = false;
        await this.#refreshOnce();
      } while (this.#again);
    } finally {
      this.#refreshing = false;
    }
  }

  async #refreshOnce(): Promise<void> {
    const generation = this.#generation;
    const wanted = this.#cache.pagesOf(this.#seen.start, this.#seen.end);
    if (!wanted.includes(0)) wanted.unshift(0);
    let fresh: ThreadPage[];
    try {
      fresh = await Promise.all(wanted.map((page) => this.#ask(page)));
    } catch (thrown) {
      if (!this.loaded && generation === this.#generation) this.failure = CallFailed.from(thrown);
      return;
    }
    if (generation !== this.#generation) return;
    this.failure = null;
    if (!this.loaded || !this.held || performance.now() < this.#mineUntil || this.#cache.sameOrder(fresh)) this.#apply(fresh);
    else this.#patch(fresh);
  }

  #apply(fresh: ThreadPage[]): void {
    const activeId = this.#cache.at(this.active)?.id;
    const anchor = this.#seen.start > 0 ? this.#cache.at(this.#seen.start)?.id : undefined;
    this.#cache.clear();
    for (const page of fresh) this.#put(page);
    this.arrivals = 0;
    this.#stale = false;
    this.#mineUntil = 0;
    const moved = activeId === undefined ? null : this.#cache.indexOf(activeId);
    this.active = Math.max(0, Math.min(moved ?? this.active, this.total - 1));
    const now = anchor === undefined ? null : this.#cache.indexOf(anchor);
    if (now !== null && now !== this.#seen.start) this.onShift(now - this.#seen.start);
    void this.#fetchSeen();
  }

  #patch(fresh: ThreadPage[]): void {
    this.#stale = true;
    this.arrivals = this.#cache.newerThanTop(fresh.find((page) => page.offset === 0)?.rows ?? []);
    this.#cache.patch(fresh.flatMap((page) => page.rows));
    this.#version++;
  }
}
