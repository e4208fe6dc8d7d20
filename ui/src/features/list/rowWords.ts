/** What a row of the list says: its preview line and its accessible name. Pure. */
import type { Delivery } from '../../bindings/Delivery';
import type { PreviewView } from '../../bindings/PreviewView';
import type { ThreadRow } from '../../bindings/ThreadRow';
import { t } from '../../i18n/index.svelte';
import type { Clock } from '../../words/time';

export interface PreviewWords {
  /** Whose it is, where it is not the customer's: "You:", "Draft:". */
  lead: string | null;
  text: string;
}

export function previewWords(preview: PreviewView): PreviewWords {
  return { lead: lead(preview), text: what(preview) };
}

function lead({ kind, from, name }: PreviewView): string | null {
  if (kind === 'draft') return t('preview.draft');
  if (kind === 'empty') return null;
  const who = from === 'me' ? t('preview.you') : from === 'agent' ? (name ?? t('common.agent')) : from === 'bot' ? (name ?? t('common.bot')) : null;
  if (kind !== 'comment') return who === null ? null : t('preview.by', { name: who });
  if (from === 'me') return t('preview.commentByMe');
  return name === null ? t('preview.comment') : t('preview.commentBy', { name });
}

function what({ kind, text, count }: PreviewView): string {
  const several = { count: Math.max(1, count) };
  switch (kind) {
    case 'image':
      return text === '' || count > 0 ? t('preview.image', several) : text;
    case 'voice':
      return t('preview.voice', several);
    case 'audio':
      return t('preview.audio', several);
    case 'video':
      return t('preview.video', several);
    case 'sticker':
      return t('preview.sticker', several);
    case 'file':
      return text === '' ? t('preview.file', several) : text;
    case 'location':
      return text === '' ? t('preview.location') : t('preview.locationAt', { name: text });
    case 'contactCard':
      return text === '' ? t('preview.contactCard') : t('preview.contactCardOf', { name: text });
    case 'empty':
      return t('preview.empty');
    case 'other':
      return text === '' ? t('preview.other') : text;
    default:
      return text;
  }
}

/** Contact, channel and last message, in this order, and what else the row shows without words. */
export function rowName(row: ThreadRow, channel: string | null, clock: Clock, now: Date): string {
  const { lead: by, text } = previewWords(row.preview);
  const parts = [
    row.contact ?? t('common.visitor'),
    channel,
    row.subject,
    by === null ? text : `${by} ${text}`,
    row.at === null ? null : clock.short(new Date(row.at), now),
    row.unread > 0 ? t('row.unread', { count: row.unread }) : null,
    isUrgent(row) ? t('row.priority') : null,
    row.outbox === null ? null : outboxWords(row.outbox, clock),
    row.status === 'closed' ? t('row.closed') : null,
  ];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}

/** How far the rep's own messages and changes got; with its time where the rep said when. */
export function outboxWords(outbox: Delivery, clock: Clock): string {
  if (outbox.state !== 'waiting' || outbox.why !== 'schedule') return t(`outbox.${outbox.state}`);
  return t('later.leavesAt', { time: clock.moment(new Date(outbox.until)) });
}

export function isUrgent(row: ThreadRow): boolean {
  return row.priority === 'HIGH' || row.priority === 'URGENT';
}
