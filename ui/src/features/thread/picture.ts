/** Where a file's picture is, how much room it takes before it is there, and which pictures stand together. Pure. */
import type { AttachmentView } from '../../bindings/AttachmentView';
import type { FileView } from '../../bindings/FileView';

/** A picture that is looked at in full, and its place in the conversation: the same file can be there twice. */
export interface Shown {
  file: FileView;
  place?: string;
}

/** What stands in a message's row of attachments: several pictures together, or one thing. */
export type Row = { type: 'grid'; at: number; files: FileView[] } | { type: 'one'; at: number; attachment: AttachmentView };

/** A file of which only this is known. */
export const bareFile = (known: Partial<FileView>): FileView => ({
  file: null,
  hash: null,
  name: null,
  usage: 'other',
  media: 'other',
  mime: null,
  size: null,
  width: null,
  height: null,
  state: { type: 'absent' },
  pinned: false,
  still: false,
  moving: false,
  thumbhash: null,
  seconds: null,
  peaks: [],
  reader: null,
  unshown: null,
  missingCodec: null,
  ...known,
});

export interface Room {
  width: number;
  height: number;
}

const box: Room = { width: 320, height: 300 };
const usual: Room = { width: 240, height: 180 };
const smallest = 48;

/** Where a file is. What is still to be sent is read from where it is kept, everything else by its id. */
export function sourceOf(media: string, file: FileView, size: 'preview' | 'full'): string | null {
  const whole =
    file.hash !== null ? `${media}/outgoing/${encodeURIComponent(file.hash)}` : file.file === null ? null : `${media}/file/${encodeURIComponent(file.file)}`;
  return whole === null || size === 'full' ? whole : `${whole}?size=preview`;
}

/** The small still picture, or the whole where no small one can be had. */
export function stillOf(media: string, file: FileView): string | null {
  return sourceOf(media, file, file.still ? 'preview' : 'full');
}

/** The room that a picture gets: its own size, at most the box; a usual size while nobody knows it. */
export function room(file: FileView): Room {
  const { width, height } = file;
  if (!width || !height) return { width: usual.width, height: usual.height };
  const scale = Math.min(1, box.width / width, box.height / height);
  return { width: Math.max(smallest, Math.round(width * scale)), height: Math.max(smallest, Math.round(height * scale)) };
}

/**
 * The room of a picture that came on screen before its size was known: it may become narrower or wider, but never higher or
 * lower, so nothing around it moves.
 */
export function roomKept(file: FileView): Room {
  const { width, height } = file;
  if (!width || !height) return usual;
  return { width: Math.min(box.width, Math.max(smallest, Math.round((usual.height * width) / height))), height: usual.height };
}

/** It will never be shown: it cannot be had, or not be shown safely. */
export function isHopeless({ state, unshown }: FileView): boolean {
  return unshown !== null || state.type === 'gone' || state.type === 'refused';
}

/** Pictures that follow each other stand together in a grid. `pictures` says of each attachment whether it is one. */
export function rowsOf(attachments: AttachmentView[], pictures: boolean[]): Row[] {
  const rows: Row[] = [];
  attachments.forEach((attachment, at) => {
    const last = rows.at(-1);
    if (attachment.as !== 'file' || !pictures[at] || !pictures[at - 1]) {
      rows.push({ type: 'one', at, attachment });
    } else if (last?.type === 'grid') {
      last.files.push(attachment);
    } else if (last?.attachment.as === 'file') {
      rows[rows.length - 1] = { type: 'grid', at: last.at, files: [last.attachment, attachment] };
    }
  });
  return rows;
}

/** How so many pictures stand together: the rooms of those that are shown, the rest behind the last. */
export function gridOf(count: number): Room[] {
  const half = (box.width - 4) / 2;
  if (count === 2) return [{ width: half, height: 176 }, { width: half, height: 176 }];
  if (count === 3) return [{ width: 212, height: 212 }, { width: 104, height: 104 }, { width: 104, height: 104 }];
  return Array.from({ length: 4 }, () => ({ width: half, height: 132 }));
}
