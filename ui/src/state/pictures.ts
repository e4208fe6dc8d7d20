/**
 * Pictures that stand in a draft's text: its HTML names each by the hash of its bytes, in one spelling. Such a picture is a file
 * of the draft as long as it stands there: when it is deleted from the text it leaves the draft, and undoing that
 * brings it back.
 */
import type { DraftFile } from '../bindings/DraftFile';
import type { DraftView } from '../bindings/DraftView';
import type { Words } from './draft';

const inText = /<img data-file="([0-9a-z-]+)">/gi;

/** The hashes of the pictures in a text, in their order. */
export function picturesIn(html: string | null): string[] {
  return html === null ? [] : [...html.matchAll(inText)].flatMap((match) => match[1] ?? []);
}

/** A text for reading, with its pictures from this computer. */
export const toRead = (html: string) => html.replace(inText, '<img src="own:outgoing/$1">');

/** The files that go beside the text. */
export function filesBeside({ html, files }: Pick<DraftView, 'html' | 'files'>): DraftFile[] {
  const shown = new Set(picturesIn(html));
  return files.filter((file) => !shown.has(file.hash));
}

/** How a picture is told in the plain text. */
export const pictureWord = (name: string) => `[${name}]`;

/** The words of a draft without its pictures, whose files stay. */
export function withoutPictures({ text, html, files }: DraftView): Words {
  const shown = new Set(picturesIn(html));
  const names = files.filter((file) => shown.has(file.hash)).map((file) => pictureWord(file.name));
  return { text: names.reduce((words, name) => words.replaceAll(name, ''), text).trim(), html: html?.replace(inText, '') ?? null };
}

/** Pictures that were taken from a draft's text while it is open. */
export class TakenOut {
  #files = new Map<string, DraftFile>();

  find(hash: string): DraftFile | undefined {
    return this.#files.get(hash);
  }

  keep(file: DraftFile): void {
    this.#files.set(file.hash, file);
  }

  /** The files of a draft whose words are others now. */
  follow({ html, files }: DraftView, words: Words): DraftFile[] {
    const now = picturesIn(words.html);
    const gone = new Set(picturesIn(html).filter((hash) => !now.includes(hash)));
    for (const file of files) if (gone.has(file.hash)) this.keep(file);
    const stay = files.filter((file) => !gone.has(file.hash));
    const back = now.filter((hash) => !stay.some((file) => file.hash === hash)).flatMap((hash) => this.find(hash) ?? []);
    return [...stay, ...back];
  }

  clear(): void {
    this.#files.clear();
  }
}
