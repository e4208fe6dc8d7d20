/** Where a file's picture is, and how much room it takes before it is there. */
import type { FileView } from '../../bindings/FileView';

/** A picture that is looked at in full. */
export interface Shown {
  file: FileView;
  src: string;
  name: string;
}

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
  codec: null,
  ...known,
});

const widest = 320;
const highest = 300;

export function sourceOf(media: string, file: FileView, size: 'preview' | 'full'): string | null {
  if (file.file !== null) return `${media}/file/${encodeURIComponent(file.file)}${size === 'preview' ? '?size=preview' : ''}`;
  return file.hash === null ? null : `${media}/outgoing/${encodeURIComponent(file.hash)}`;
}

/** The room that a picture gets: its own size, at most the box; a usual size while nobody knows it. */
export function room(file: FileView): { width: number; height: number } {
  const { width, height } = file;
  if (width === null || height === null || width === 0 || height === 0) return { width: 240, height: 180 };
  const scale = Math.min(1, widest / width, highest / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}
