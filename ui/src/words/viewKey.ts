/** Names a view in one text, for comparing and for keys of a map. */
import type { ViewKey } from '../bindings/ViewKey';

export function nameOf(key: ViewKey): string {
  return key.view === 'channel' ? `channel:${key.id}` : key.view;
}

export function sameView(a: ViewKey, b: ViewKey): boolean {
  return nameOf(a) === nameOf(b);
}
