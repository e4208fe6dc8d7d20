/** Finds words in texts, whatever their case and accents, and where in a text they are. */
import { fold } from './fold';

/** A piece of a text: what was looked for, or what stands between. */
export interface Piece {
  text: string;
  hit: boolean;
}

/** The words that are looked for. */
export function wordsOf(query: string): string[] {
  return fold(query).split(/\s+/).filter((word) => word !== '');
}

/** True when every word is somewhere in the text. */
export function holds(text: string, words: readonly string[]): boolean {
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
}

/** A text taken apart, so that the words in it can be marked. */
export function piecesOf(text: string, words: readonly string[]): Piece[] {
  const letters = [...text];
  // A letter may fold to none or to several: each folded one knows where it came from.
  const origin = letters.flatMap((letter, at) => Array.from({ length: fold(letter).length }, () => at));
  const folded = letters.map(fold).join('');
  const hits = new Set<number>();
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      for (let inside = at; inside < at + word.length; inside++) hits.add(origin[inside] ?? -1);
    }
  }
  const pieces: Piece[] = [];
  letters.forEach((letter, at) => {
    const last = pieces.at(-1);
    const hit = hits.has(at);
    if (last?.hit === hit) last.text += letter;
    else pieces.push({ text: letter, hit });
  });
  return pieces;
}
