/**
 * What the window says aside: to everyone as a short-lived note at the bottom, to screen readers through one live region.
 * A failure stays until it is dismissed; anything else leaves by itself.
 */
export interface Note {
  id: number;
  text: string;
  failed: boolean;
  /** What can be done about it. */
  action: { label: string; run: () => void } | null;
}

const stay = 5_000;
/** As long as an e-mail can usually be undone. */
const stayToAct = 10_000;

export class Announcer {
  /** What screen readers hear next. */
  spoken = $state('');
  notes = $state.raw<Note[]>([]);
  #next = 1;

  /** Says something that the eye sees anyway. */
  say(text: string): void {
    // The same sentence twice is still heard twice: a live region only speaks when its text changes.
    this.spoken = this.spoken === text ? `${text}\u00a0` : text;
  }

  /** Shows and says something for a while. */
  tell(text: string, action: Note['action'] = null): void {
    this.#add({ text, failed: false, action });
  }

  /** Shows and says what went wrong, until it is dismissed. */
  fail(text: string, action: Note['action'] = null): void {
    if (this.notes.some((note) => note.failed && note.text === text)) return;
    this.#add({ text, failed: true, action });
  }

  dismiss(id: number): void {
    this.notes = this.notes.filter((note) => note.id !== id);
  }

  #add(note: Omit<Note, 'id'>): void {
    const id = this.#next++;
    this.notes = [...this.notes.slice(-2), { ...note, id }];
    this.say(note.text);
    if (!note.failed) setTimeout(() => this.dismiss(id), note.action === null ? stay : stayToAct);
  }
}
