/** What two texts have in common, line by line. */

export interface DifferentLine {
  text: string;
  how: 'same' | 'gone' | 'new';
}

/** Lines of each text that are compared; a longer one is told as gone and new. */
const most = 400;

export function difference(before: string, after: string): DifferentLine[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  if (old.length > most || now.length > most) return [...told(old, 'gone'), ...told(now, 'new')];
  // How many lines are common from each pair of places on.
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  const from = (a: number, b: number) => common[a]?.[b] ?? 0;
  for (let a = old.length - 1; a >= 0; a--)
    for (let b = now.length - 1; b >= 0; b--) {
      const row = common[a];
      if (row) row[b] = old[a] === now[b] ? from(a + 1, b + 1) + 1 : Math.max(from(a + 1, b), from(a, b + 1));
    }
  const lines: DifferentLine[] = [];
  let [a, b] = [0, 0];
  while (a < old.length && b < now.length) {
    if (old[a] === now[b]) {
      lines.push({ text: old[a] ?? '', how: 'same' });
      [a, b] = [a + 1, b + 1];
    } else if (from(a + 1, b) >= from(a, b + 1)) lines.push({ text: old[a++] ?? '', how: 'gone' });
    else lines.push({ text: now[b++] ?? '', how: 'new' });
  }
  return [...lines, ...told(old.slice(a), 'gone'), ...told(now.slice(b), 'new')];
}

const told = (lines: string[], how: DifferentLine['how']): DifferentLine[] => lines.map((text) => ({ text, how }));
