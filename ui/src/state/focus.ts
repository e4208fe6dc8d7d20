/**
 * Where the keyboard is: the one module that moves the focus between the zones of the window. A zone says what taking the
 * focus means for it (the list: its active row; the thread: its newest message); everything else asks here.
 */
export type Zone = 'views' | 'list' | 'thread' | 'context';

/** Places inside a zone that a key leads to. */
export type Place = 'search' | 'reply' | 'comment';

const order: readonly Zone[] = ['views', 'list', 'thread', 'context'];

interface ZoneEntry {
  element: HTMLElement;
  enter: () => void;
}

export class Focus {
  #zones = new Map<Zone, ZoneEntry>();
  #places = new Map<Place, () => void>();
  /** Where a key led before the place was there. */
  #wanted: Place | null = null;

  /** Attaches a zone to its element. Gives what detaches it. */
  zone(name: Zone, element: HTMLElement, enter: () => void): () => void {
    const entry = { element, enter };
    this.#zones.set(name, entry);
    return () => {
      if (this.#zones.get(name) === entry) this.#zones.delete(name);
    };
  }

  /** Says what going to a place does. Gives what takes it back. */
  place(name: Place, go: () => void): () => void {
    this.#places.set(name, go);
    if (this.#wanted === name) this.goTo(name);
    return () => {
      if (this.#places.get(name) === go) this.#places.delete(name);
    };
  }

  /** The zone that has the focus. */
  get current(): Zone | null {
    const active = document.activeElement;
    if (active === null) return null;
    return order.find((name) => this.#zones.get(name)?.element.contains(active)) ?? null;
  }

  enter(name: Zone): void {
    this.#wanted = null;
    this.#zones.get(name)?.enter();
  }

  /** Goes there; where it is not there yet, as soon as it is. */
  goTo(name: Place): void {
    const go = this.#places.get(name);
    this.#wanted = go ? null : name;
    go?.();
  }

  /** The next zone that is there, round and round. */
  cycle(step: 1 | -1): void {
    const present = order.filter((name) => this.#zones.has(name));
    if (present.length === 0) return;
    const here = this.current;
    const place = here === null ? (step === 1 ? -1 : 0) : present.indexOf(here);
    const next = present[(place + step + present.length) % present.length];
    if (next !== undefined) this.enter(next);
  }
}

/** The first thing in an element that takes the focus; the element itself otherwise. */
export function focusInto(element: HTMLElement): void {
  const target = element.querySelector<HTMLElement>('[aria-current], button:not(:disabled), a[href], input, textarea, [tabindex="0"]');
  (target ?? element).focus();
}

const articles = () => [...document.querySelectorAll<HTMLElement>('[role=feed] article')];

/** The message that has the focus; the newest of the customer when none has. */
export function focusedMessage(): HTMLElement | undefined {
  const all = articles();
  const focused = all.find((article) => article.contains(document.activeElement));
  return focused ?? all.findLast((article) => article.classList.contains('in'));
}

/** Takes the focus to the message below or above. False when there is none. */
export function stepMessage(by: 1 | -1): boolean {
  const all = articles();
  if (all.length === 0) return false;
  const at = all.findIndex((article) => article.contains(document.activeElement));
  const next = at < 0 ? all.length - 1 : Math.min(all.length - 1, Math.max(0, at + by));
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: 'nearest' });
  return true;
}
