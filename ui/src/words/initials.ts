/** The initials of a name, at most two; a question mark for nobody. */
export function initials(name: string | null): string {
  const words = (name ?? '').split(/[\s@._-]+/u).filter((word) => /^\p{L}/u.test(word));
  const first = words[0];
  if (!first) return name && /\p{N}/u.test(name) ? '#' : '?';
  const last = words.length > 1 && !name?.includes('@') ? words[words.length - 1] : undefined;
  return [...first].slice(0, 1).concat(last ? [...last].slice(0, 1) : []).join('').toLocaleUpperCase();
}

/** One of so many tints, the same for a name every time. */
export function tint(name: string | null, tints: number): number {
  let sum = 7;
  for (const letter of name ?? '') sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_003;
  return sum % tints;
}
