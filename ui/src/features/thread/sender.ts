/** Whose message it is, for what lies deep inside it and has to say so. */
import { getContext, setContext } from 'svelte';

import type { AuthorView } from '../../bindings/AuthorView';
import { authorName } from './messageWords';

export interface Sender {
  name: string;
  /** Anybody but the rep's own team: what they send is not trusted. */
  outside: boolean;
}

export const senderOf = (author: AuthorView): Sender => ({
  name: authorName(author),
  outside: author.role === 'customer' || author.role === 'app' || author.role === 'system',
});

const here = Symbol('sender');

export function provideSender(sender: () => Sender): void {
  setContext(here, sender);
}

/** The sender of the message around this; nobody in particular outside of one. */
export function useSender(): () => Sender | null {
  return getContext<(() => Sender) | undefined>(here) ?? (() => null);
}
