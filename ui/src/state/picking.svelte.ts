/**
 * The list that a typed sign opens at the cursor. Whoever has something to offer says so for its sign; the editor tells what
 * was typed after it, and the list and the keys are the same for all: arrows, Enter or Tab takes, Esc leaves the sign as text.
 */
import type { DraftFile } from '../bindings/DraftFile';
import type { FilledSnippet } from '../bindings/FilledSnippet';
import type { Words } from './draft';

/** `@` somebody, `:` an emoji, `#` and `/` what is kept for answers. */
export const signs = ['@', ':', '#', '/'] as const;
export type Sign = (typeof signs)[number];

export interface Choice {
  id: string;
  label: string;
  /** A second, quieter line end. */
  hint?: string;
  /** Stands before the label. */
  mark?: string;
  /** The whole team has it. */
  team?: boolean;
  /** What it says in the conversation that is open, shown beside the list before it is taken. */
  preview?: { fill: () => Promise<FilledSnippet>; files: readonly DraftFile[] };
  /** What is put in the place of what was typed; null when taking it does something else. */
  take: () => Words | null | Promise<Words | null>;
}

export interface Offer {
  /** What the list is called. */
  name: () => string;
  /** Letters after the sign before the list opens. */
  from?: number;
  /** False where it has nothing to offer. */
  when?: () => boolean;
  choices: (query: string) => Choice[] | Promise<Choice[]>;
}

/** What two have to offer for one sign, those of the first before those of the second. */
export function together(first: Offer, second: Offer): Offer {
  const of = async (offer: Offer, query: string) => (offer.when?.() === false ? [] : offer.choices(query));
  return { name: second.name, choices: async (query) => [...(await of(first, query)), ...(await of(second, query))] };
}

/** A list that is open. */
export interface OpenList {
  sign: Sign;
  name: string;
  choices: Choice[];
  /** Where the cursor is. */
  place: () => DOMRect | null;
  take: (choice: Choice) => void;
}

export class Picking {
  open = $state.raw<OpenList | null>(null);
  /** The choice that Enter takes. */
  at = $state(0);

  #offers = new Map<Sign, Offer>();

  /** Says what a sign offers. Gives what takes it back. */
  offer(sign: Sign, offer: Offer): () => void {
    this.#offers.set(sign, offer);
    return () => {
      if (this.#offers.get(sign) === offer) this.#offers.delete(sign);
    };
  }

  /** What a sign offers here and now. */
  offered(sign: Sign): Offer | null {
    const offer = this.#offers.get(sign);
    return offer === undefined || offer.when?.() === false ? null : offer;
  }

  show(list: OpenList): void {
    const before = this.open?.choices[this.at]?.id;
    const same = this.open?.sign === list.sign ? list.choices.findIndex((choice) => choice.id === before) : -1;
    this.open = list.choices.length === 0 ? null : list;
    this.at = Math.max(0, same);
  }

  hide(): void {
    this.open = null;
    this.at = 0;
  }

  /** Carries out a key while the list is open. True when it was one of the list's. */
  press(event: KeyboardEvent): boolean {
    const list = this.open;
    if (list === null || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return false;
    const count = list.choices.length;
    switch (event.key) {
      case 'ArrowDown':
        this.at = (this.at + 1) % count;
        return true;
      case 'ArrowUp':
        this.at = (this.at + count - 1) % count;
        return true;
      case 'Enter':
      case 'Tab': {
        const choice = list.choices[this.at];
        if (event.shiftKey || choice === undefined) return false;
        list.take(choice);
        return true;
      }
      default:
        return false;
    }
  }
}
