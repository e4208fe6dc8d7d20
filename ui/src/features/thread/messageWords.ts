/** What a message says of itself: its author, its kind, its delivery. Pure. */
import type { AttachmentView } from '../../bindings/AttachmentView';
import type { AuthorView } from '../../bindings/AuthorView';
import type { BodyView } from '../../bindings/BodyView';
import type { Delivery } from '../../bindings/Delivery';
import type { EmailPeople } from '../../bindings/EmailPeople';
import type { MessageView } from '../../bindings/MessageView';
import type { Receipt } from '../../bindings/Receipt';
import type { WaitingChange } from '../../bindings/WaitingChange';
import { t, type Key } from '../../i18n/index.svelte';

export function authorName({ role, name }: AuthorView): string {
  if (name !== null && name !== '') return name;
  switch (role) {
    case 'customer':
      return t('common.visitor');
    case 'me':
      return t('common.you');
    case 'bot':
      return t('common.bot');
    case 'app':
      return t('common.app');
    case 'system':
      return t('common.system');
    default:
      return t('common.agent');
  }
}

export function eventText({ author, body }: MessageView): string {
  const who = author.name ?? (author.role === 'me' ? t('common.you') : null);
  switch (body.type) {
    case 'assignment':
      if (body.to === null) return who === null ? t('event.unassigned') : t('event.unassignedBy', { who });
      if (who !== null && who === body.to) return t('event.took', { who });
      return who === null ? t('event.assigned', { to: body.to }) : t('event.assignedBy', { who, to: body.to });
    case 'statusChange':
      if (who === null) return t(body.status === 'open' ? 'event.opened' : 'event.closed');
      return t(body.status === 'open' ? 'event.openedBy' : 'event.closedBy', { who });
    case 'inboxChange':
      return body.to === null ? t('event.moved') : t('event.movedTo', { to: body.to });
    case 'unknown':
      return t('event.unknown', { name: body.name });
    default:
      return '';
  }
}

export function contentOf({ body }: MessageView): BodyView | null {
  return 'content' in body ? body.content : null;
}

export function deliveryOf({ body }: MessageView): Delivery | null {
  return body.type === 'message' || body.type === 'comment' ? body.delivery : null;
}

export function receiptOf({ body }: MessageView): Receipt | null {
  return body.type === 'message' && body.direction === 'outgoing' ? body.receipt : null;
}

/** Whom an e-mail went to. */
export function peopleOf({ body }: MessageView): EmailPeople | null {
  return body.type === 'message' ? body.people : null;
}

/** The kind of a message, for its accessible name: what it is beyond its text. */
export function kindOf(message: MessageView): string {
  const { body } = message;
  if (body.type === 'comment') return t('kind.comment');
  if (body.type === 'welcome') return t('kind.welcome');
  const content = contentOf(message);
  const first = content?.attachments[0];
  if (content?.text === '' && first) return attachmentKind(first);
  return body.type === 'message' && body.direction === 'incoming' ? t('kind.incoming') : t('kind.outgoing');
}

export function attachmentKind(attachment: AttachmentView): string {
  if (attachment.as === 'file') return t(`media.${attachment.media}` as Key);
  return t(`card.${attachment.card.type}` as Key);
}

/** Files and cards alone: shown without a bubble, for they have a frame of their own or, as stickers, need none. */
export function isBare(content: BodyView): boolean {
  return (
    content.text === '' &&
    content.html === null &&
    content.subject === null &&
    content.truncation === 'whole' &&
    content.attachments.length > 0
  );
}

/** Why a change of the ticket waits; nothing while it only waits for a message that is on its way. */
export function waitingWords(change: WaitingChange, message: MessageView | null): { why: string; detail: string | null } | null {
  const name = change.text;
  const { delivery } = change;
  if (delivery.state === 'stuck') {
    const status = change.kind === 'status';
    const detail = delivery.detail === '' || delivery.reason === 'missingProperties' ? null : delivery.detail;
    switch (delivery.reason) {
      case 'takenBack':
        return { why: t('waits.takenBack', { name }), detail };
      case 'missingProperties':
        return { why: t('waits.missing', { name }), detail };
      case 'stageGone':
        return { why: t('waits.stageGone'), detail };
      case 'ownerGone':
        return { why: t('waits.ownerGone', { name }), detail };
      default:
        return { why: status ? t('waits.status', { name }) : t('waits.owner', { name: name === '' ? t('thread.nobody') : name }), detail };
    }
  }
  const first = message === null ? null : deliveryOf(message);
  if (first?.state === 'stuck') return { why: t(first.reason === 'undecided' ? 'waits.undecided' : 'waits.notSent', { name }), detail: null };
  if (first?.state === 'uncertain') return { why: t('waits.undecided', { name }), detail: null };
  return null;
}
