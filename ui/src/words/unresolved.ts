/** Names that nobody filled in yet: `{{order number}}` in a text. The desk finds the same before anything is sent. */

/** A name in a text, and where it stands with its braces. */
export interface Unresolved {
  name: string;
  from: number;
  to: number;
}

const longest = 120;

export function unresolvedIn(text: string): Unresolved[] {
  const found: Unresolved[] = [];
  for (let from = text.indexOf('{{'); from >= 0; ) {
    const next = text.indexOf('{{', from + 2);
    const part = text.slice(from + 2, next < 0 ? undefined : next);
    const end = part.indexOf('}}');
    const name = end < 0 ? '' : part.slice(0, end).trim();
    if (name !== '' && [...name].length <= longest && !/[{}\n]/.test(name)) found.push({ name, from, to: from + end + 4 });
    from = next;
  }
  return found;
}
