/** What a draft is made of, and how two of them become one. Pure. */
import type { DraftFile } from '../bindings/DraftFile';
import type { DraftView } from '../bindings/DraftView';
import { paragraphs } from '../words/paragraphs';

/** What was written: the plain text, and the same with its style when it has any. */
export type Words = Pick<DraftView, 'text' | 'html'>;

export const emptyDraft: DraftView = { text: '', html: null, replyTo: null, files: [], account: null, email: null, status: null };

export function isEmptyDraft(draft: DraftView): boolean {
  return draft.text.trim() === '' && draft.files.length === 0;
}

export function withFile(draft: DraftView, kept: DraftFile): DraftView {
  return { ...draft, files: [...draft.files.filter((other) => other.hash !== kept.hash), kept] };
}

/** One text after another, with the style that either has. */
export function joined(first: Words, second: Words, between: string): [string, string | null] {
  const parts = [first, second].filter((part) => part.text.trim() !== '' || part.html !== null);
  const styled = parts.some((part) => part.html !== null);
  return [parts.map((part) => part.text).join(between), styled ? parts.map((part) => part.html ?? paragraphs(part.text)).join('') : null];
}

/** The chosen account outlives a draft that was sent, as long as the conversation is open. */
export function keepAccount(draft: DraftView): DraftView {
  return { ...emptyDraft, account: draft.account };
}

/** The status that is set once the message is out, with what it demands. */
export interface SendThen {
  stage: string;
  properties: Record<string, string>;
}
