/** The sync state in plain sentences. Pure: the state and the time go in. */
import type { SyncView } from '../../bindings/SyncView';
import { t, type Fill, type Key } from '../../i18n/index.svelte';
import type { Clock } from '../../words/time';

export interface SyncWords {
  text: string;
  /** Good, at work, or needing a look. */
  tone: 'good' | 'work' | 'off' | 'bad';
  /** What "sync now" would do is worth offering. */
  retry: boolean;
  /** The first sync: how far, of how much. */
  progress: { done: number; total: number } | null;
  detail: string | null;
}

export function syncWords(sync: SyncView, now: Date, clock: Clock): SyncWords {
  const words = (key: Key, tone: SyncWords['tone'], retry: boolean, fill?: Fill): SyncWords => ({
    text: t(key, fill),
    tone,
    retry,
    progress: null,
    detail: null,
  });
  const { state } = sync;
  switch (state.type) {
    case 'idle':
      return { ...words('sync.never', 'good', true), text: agoText(sync.syncedAt, now, clock) };
    case 'working':
      return { ...words('sync.working', 'work', false), text: sync.syncedAt === null ? t('sync.working') : agoText(sync.syncedAt, now, clock) };
    case 'firstSync': {
      const fill = { done: clock.number(state.done), total: clock.number(state.total) };
      return { ...words('sync.first', 'work', false, fill), progress: { done: state.done, total: state.total } };
    }
    case 'offline':
      return { ...words('sync.offline', 'off', true), detail: state.detail };
    case 'needsLogin':
      return words('sync.needsLogin', 'bad', true);
    case 'missingScopes':
      return words('sync.missingScopes', 'bad', true, { scopes: clock.list(state.scopes) });
    case 'waiting':
      return words('sync.waiting', 'work', false, { count: state.seconds });
    case 'hubOff':
      return words('sync.hubOff', 'off', false);
    case 'elsewhere':
      return words('sync.elsewhere', 'good', false);
    case 'failed':
      return { ...words('sync.failed', 'bad', true), detail: state.detail };
  }
}

/** In steps that grow with the time: a sentence that changes every second draws the eye, and keeps the processor awake. */
function agoText(syncedAt: string | null, now: Date, clock: Clock): string {
  if (syncedAt === null) return t('sync.never');
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(syncedAt)) / 1000));
  if (seconds < 10) return t('sync.justNow');
  if (seconds < 60) return t('sync.secondsAgo', { count: Math.floor(seconds / 10) * 10 });
  if (seconds < 3600) return t('sync.minutesAgo', { count: Math.floor(seconds / 60) });
  return t('sync.at', { time: clock.short(new Date(syncedAt), now) });
}
