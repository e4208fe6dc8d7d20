/** The pictures of a conversation in their order, to be looked at one after the other. */
import type { FileView } from '../../bindings/FileView';
import type { MessageView } from '../../bindings/MessageView';
import { contentOf } from './messageWords';
import { senderOf, type Sender } from './sender';

/** One picture of a conversation, with what is said about it. */
export interface AlbumPicture {
  place: string;
  file: FileView;
  /** Nobody and never for a picture that stands outside of the messages that were read. */
  from: Sender | null;
  at: Date | null;
}

/** The place of an attachment in the conversation. */
export const placeOf = (message: string, at: number) => `${message}/${at}`;

/** Every picture of a conversation as far as it was read, in order. */
export function albumOf(messages: MessageView[], now: (file: FileView) => FileView): AlbumPicture[] {
  return messages.flatMap((message) =>
    (contentOf(message)?.attachments ?? []).flatMap((attachment, at) => {
      if (attachment.as !== 'file' || now(attachment).media !== 'image') return [];
      return [{ place: placeOf(message.key.id, at), file: now(attachment), from: senderOf(message.author), at: new Date(message.at) }];
    }),
  );
}
