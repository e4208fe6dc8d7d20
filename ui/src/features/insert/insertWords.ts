/** What is said around the things that can be put into an answer. Pure: the time and the state of sync go in. */
import type { InsertableKind } from '../../bindings/InsertableKind';
import type { InsertablesView } from '../../bindings/InsertablesView';
import type { InsertableView } from '../../bindings/InsertableView';
import type { SyncState } from '../../bindings/SyncState';
import { t } from '../../i18n/index.svelte';
import { bareAddress } from '../../words/address';
import type { Clock } from '../../words/time';

export interface Notice {
  text: string;
  /** Something is wrong. */
  bad: boolean;
}

/** Said quietly beside a title: what tells it apart at a glance. */
export function hintOf(kind: InsertableKind, one: InsertableView, clock: Clock): string {
  if (one.expired) return t('insert.over');
  if (kind === 'meeting') return one.owner ?? bareAddress(one.url ?? '');
  if (one.file !== null && one.file.size !== null) return clock.bytes(one.file.size);
  return one.note ?? '';
}

/** How long a quote is good. A day has no time of day: it is the same one everywhere. */
export function untilWords({ until, expired }: InsertableView, clock: Clock): string {
  const day = clock.date(new Date(`${until ?? ''}T12:00:00`));
  return t(expired ? 'insert.expired' : 'insert.until', { day });
}

/** True while nothing new can come. */
function isCutOff(state: SyncState): boolean {
  return ['offline', 'needsLogin', 'hubOff', 'failed'].includes(state.type);
}

/** What stands above the list: why it may not be all, or not the newest. */
export function noticesOf(kind: InsertableKind, view: InsertablesView, { state, now, clock }: { state: SyncState; now: Date; clock: Clock }): Notice[] {
  const { readAt, trouble, cut, total } = view;
  const notices: Notice[] = [];
  const when = readAt === null ? '' : clock.duration(Math.max(0, now.getTime() - Date.parse(readAt)));
  const kept = readAt !== null && total > 0 ? ` ${t('insert.kept', { when })}` : '';
  if (trouble?.type === 'missingScopes') notices.push({ text: t(`insert.missing.${kind}`, { scopes: clock.list(trouble.scopes) }) + kept, bad: true });
  else if (trouble !== null) notices.push({ text: t(`insert.refused.${kind}`, { detail: trouble.detail }) + kept, bad: true });
  else if (isCutOff(state) && kept !== '') notices.push({ text: t('insert.offline') + kept, bad: false });
  if (cut) notices.push({ text: t('insert.cut', { count: total }), bad: false });
  return notices;
}

/** What stands in place of the list while it is empty. */
export function emptyWords(kind: InsertableKind, view: InsertablesView | null, state: SyncState): string {
  if (view === null) return t(`insert.reading.${kind}`);
  if (view.total > 0) return t('insert.noneFits');
  // Why it is empty stands above.
  if (view.trouble !== null) return '';
  if (view.readAt !== null) return t(`insert.none.${kind}`);
  return t(isCutOff(state) ? `insert.neverRead.${kind}` : `insert.reading.${kind}`);
}
