/** Through what a reply would go, and why it cannot when it cannot. Pure. */
import type { AccountView } from '../bindings/AccountView';
import type { Carries } from '../bindings/Carries';
import type { DraftView } from '../bindings/DraftView';
import type { TextStyle } from '../bindings/TextStyle';
import type { ThreadView } from '../bindings/ThreadView';
import { t } from '../i18n/index.svelte';
import type { Composer } from './composer.svelte';
import type { Desk } from './desk.svelte';
import { noLimits } from './limits';
import { allStyles } from './styles';
import type { OpenThread } from './thread.svelte';

export interface Reach {
  /** The accounts to choose from, the usual one first. */
  accounts: AccountView[];
  /** The one that it would go through. */
  account: AccountView | null;
  /** Enter breaks the line there. */
  email: boolean;
  /** What it can carry there. */
  carries: Carries;
  /** Why no reply can be sent. */
  reason: string | null;
}

/** Nothing is known of it: plain text arrives everywhere. */
const plain: Carries = { styles: [], inlineImages: false, fileTypes: null, mostFiles: null, largestFile: null, largestTotal: null };

export function reachOf(head: ThreadView | null, draft: DraftView, desk: Pick<Desk, 'account' | 'channel'>): Reach {
  const accounts = (head?.accounts ?? []).map((id) => desk.account(id)).filter((account) => account !== null);
  const account = accounts.find((one) => one.id === draft.account) ?? accounts.find((one) => one.usable && one.channel === accounts[0]?.channel) ?? accounts[0] ?? null;
  const channel = desk.channel(account?.channel ?? head?.channel ?? '');
  return { accounts, account, email: channel?.email ?? false, carries: channel?.carries ?? plain, reason: reason(head, account, accounts[0] ?? null) };
}

/** What the message that is being written can carry. A comment carries everything. */
export function carriedBy({ composer, thread, desk }: { composer: Composer; thread: OpenThread; desk: Desk }): Omit<Carries, 'styles'> & { styles: readonly TextStyle[] } {
  if (composer.mode === 'comment') return { ...noLimits, styles: allStyles, inlineImages: false };
  return reachOf(thread.loaded ? thread.head : null, composer.draft, desk).carries;
}

function reason(head: ThreadView | null, account: AccountView | null, usual: AccountView | null): string | null {
  if (head === null) return null;
  if (account === null) return t('composer.noAccount');
  if (!account.usable) return t('composer.accountOff', { name: account.name });
  // Another channel is only offered where somebody can be written to.
  return head.canReply || account.channel !== usual?.channel ? null : t('composer.nobody');
}
