/** How the keyboard moves through a list of choices: steps, ends, and jumping to what was typed. Pure, but for the clock. */
import { fold } from '../words/fold';

/** The place to go to, or null when the key means nothing here. */
export function moveBy(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(count - 1, at + 8);
    case 'PageUp':
      return Math.max(0, at - 8);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Collects what is typed in one go, and finds the label that any word of begins with it. */
export class TypeAhead {
  #typed = '';
  #last = 0;

  find(letter: string, labels: string[], at: number): number | null {
    const now = performance.now();
    this.#typed = now - this.#last > 900 ? letter : this.#typed + letter;
    this.#last = now;
    const wanted = fold(this.#typed);
    // One letter again and again goes through all that begin with it.
    const from = this.#typed.length === 1 ? at + 1 : at;
    for (let step = 0; step < labels.length; step++) {
      const place = (from + step) % labels.length;
      const label = fold(labels[place] ?? '');
      if (label.startsWith(wanted) || label.includes(` ${wanted}`)) return place;
    }
    return null;
  }

  /** True while a text is being typed: a space belongs to it then. */
  get typing(): boolean {
    return this.#typed !== '' && performance.now() - this.#last < 900;
  }
}
