/**
 * Where the rep is. It is kept beside the page for as long as the window exists: a page that is loaded again, because its
 * process ended or its memory was given back, finds its way back there.
 */
import type { ViewKey } from '../bindings/ViewKey';

export interface Whereabouts {
  key: ViewKey;
  search: string;
  /** The conversation that is open. */
  thread: string | null;
}

const name = 'whereabouts';
/** A place is kept once the page has stood there for so long: what brings a page down at once is not gone back to. */
const stood = 3_000;

/** Keeps where the page is, unless it goes on; gives what takes that back. */
export function keepWhereabouts(where: Whereabouts): () => void {
  const timer = setTimeout(() => sessionStorage.setItem(name, JSON.stringify(where)), stood);
  return () => clearTimeout(timer);
}

/** Where the page before this one was, once; null in a new window. */
export function takeWhereabouts(): Whereabouts | null {
  const kept = sessionStorage.getItem(name);
  sessionStorage.removeItem(name);
  return kept === null ? null : (JSON.parse(kept) as Whereabouts);
}
