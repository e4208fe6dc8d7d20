/**
 * A conversation's history as it is shown: days between messages, the line above what is new, runs of one sender. Pure, so
 * that every rule is a test.
 */
import type { MessageView } from '../bindings/MessageView';

/** One line or message of the history. */
export type HistoryItem =
  | { type: 'day'; key: string; at: Date }
  | { type: 'new'; key: string; count: number }
  | { type: 'event'; key: string; at: Date; message: MessageView }
  | { type: 'message'; key: string; at: Date; message: MessageView; side: Side; first: boolean; last: boolean };

/** Where a message stands: the customer's left, the team's right, comments across. */
export type Side = 'in' | 'out' | 'across';

/** Messages of one sender within this time are one run: the name and time stand once. */
const runTime = 5 * 60_000;

export function keyOf(message: MessageView): string {
  return `${message.key.where}:${message.key.id}`;
}

export function sideOf({ body }: MessageView): Side | null {
  switch (body.type) {
    case 'message':
      return body.direction === 'incoming' ? 'in' : 'out';
    case 'comment':
      return 'across';
    case 'welcome':
      return 'out';
    case 'unknown':
      return body.content.text !== '' || body.content.html !== null || body.content.attachments.length > 0 ? 'in' : null;
    default:
      return null;
  }
}

export function arrange(messages: MessageView[], firstUnread: string | null): HistoryItem[] {
  const items: HistoryItem[] = [];
  let day = '';
  let run: { item: Extract<HistoryItem, { type: 'message' }>; sender: string } | null = null;
  const unreadAt = firstUnread === null ? -1 : messages.findIndex((message) => message.key.id === firstUnread);
  messages.forEach((message, place) => {
    const at = new Date(message.at);
    const thisDay = `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
    if (thisDay !== day) {
      items.push({ type: 'day', key: `day:${thisDay}:${keyOf(message)}`, at });
      day = thisDay;
      run = null;
    }
    if (place === unreadAt) {
      items.push({ type: 'new', key: 'new', count: messages.slice(place).filter(isIncoming).length });
      run = null;
    }
    const side = sideOf(message);
    if (side === null) {
      items.push({ type: 'event', key: keyOf(message), at, message });
      run = null;
      return;
    }
    const sender = `${side}:${message.author.role}:${message.author.name ?? ''}`;
    const joins = run !== null && side !== 'across' && run.sender === sender && at.getTime() - run.item.at.getTime() < runTime;
    if (joins && run !== null) run.item.last = false;
    const item: Extract<HistoryItem, { type: 'message' }> = { type: 'message', key: keyOf(message), at, message, side, first: !joins, last: true };
    items.push(item);
    run = { item, sender };
  });
  return items;
}

/**
 * Lays the newest page over what was read before. Messages from the page's first one on are replaced; if the page does not
 * reach what was read before, it begins anew.
 */
export function merge(before: MessageView[], page: MessageView[]): { messages: MessageView[]; restarted: boolean } {
  const first = page[0];
  if (!first) return { messages: page, restarted: true };
  const place = before.findIndex((message) => keyOf(message) === keyOf(first));
  if (place < 0) return { messages: page, restarted: true };
  const known = new Map(before.map((message) => [keyOf(message), message]));
  // What did not change stays the same object, so that it is not drawn again.
  const same = page.map((message) => {
    const old = known.get(keyOf(message));
    return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
  });
  return { messages: [...before.slice(0, place), ...same], restarted: false };
}

export function isIncoming({ body }: MessageView): boolean {
  return body.type === 'message' && body.direction === 'incoming';
}

/** True when the team said the same again after this message: it needs not be sent once more. */
export function wasSentAgain(messages: MessageView[], message: MessageView): boolean {
  const text = message.body.type === 'message' ? message.body.content.text.trim() : '';
  if (text === '') return false;
  const place = messages.findIndex((other) => keyOf(other) === keyOf(message));
  const again = ({ body }: MessageView) => body.type === 'message' && body.direction === 'outgoing' && body.content.text.trim() === text;
  return messages.slice(place + 1).some(again);
}

/** The id of the newest message of the customer. */
export function newestIncoming(messages: MessageView[]): string | null {
  return messages.findLast((message) => isIncoming(message) && message.key.where === 'remote')?.key.id ?? null;
}

/** The first message of the customer that was not there before. */
export function firstIncomingAfter(before: MessageView[], after: MessageView[]): string | null {
  const known = new Set(before.map(keyOf));
  const last = after.findLastIndex((message) => known.has(keyOf(message)));
  return after.slice(last + 1).find(isIncoming)?.key.id ?? null;
}
