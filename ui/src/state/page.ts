/** What the draft and its tools need of the editor. */
import type { DraftFile } from '../bindings/DraftFile';
import type { Words } from './draft';
import type { StyleControl } from './styles';

/** The editor, as far as the draft needs it. */
export interface Page {
  /** Puts words where the cursor is, in the place of what is selected. */
  insert(words: Words): void;
  /** The same, with a space before when a word ends there. */
  insertApart(words: Words): void;
  /** True where pictures can stand in the text. */
  readonly pictures: boolean;
  /** Takes the cursor to a point of the window, if the text is there. */
  cursorTo(x: number, y: number): void;
  /** Puts a picture of the draft where the cursor is, if it can stand there. */
  picture(file: DraftFile): void;
  /** Takes a picture out of the text, wherever it stands. */
  dropPicture(hash: string): void;
  /** Where Enter sends: begins the next item of a list, or a new paragraph after an empty line. True when it did so. */
  breakLine(): boolean;
  /** True where the cursor is in such a style; followed by whoever asks in a template. */
  isOn(control: StyleControl): boolean;
  /** Gives what is selected a style, or takes it. */
  toggle(control: Exclude<StyleControl, 'link'>): void;
  /** Takes all style from what is selected. */
  clearStyle(): void;
  /** The link at the cursor and the words that it is on, or the words that are selected. */
  linkHere(): { href: string; label: string };
  /** Makes a link of what is selected or of a label; without an address it is taken off. */
  link(href: string | null, label: string): void;
}
