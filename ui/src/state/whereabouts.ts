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

export function keepWhereabouts(where: Whereabouts): void {
  sessionStorage.setItem(name, JSON.stringify(where));
}

/** Where the page before this one was; null in a new window. */
export function keptWhereabouts(): Whereabouts | null {
  const kept = sessionStorage.getItem(name);
  return kept === null ? null : (JSON.parse(kept) as Whereabouts);
}
