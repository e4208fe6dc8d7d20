/** Where a file's bytes are: the start of every address below it. Pure. */
import type { FileView } from '../bindings/FileView';

/** What is still to be sent is read from where it is kept; everything else by its id. */
export function addressOf(media: string, { file, hash }: Pick<FileView, 'file' | 'hash'>): string | null {
  if (hash !== null) return `${media}/outgoing/${encodeURIComponent(hash)}`;
  return file === null ? null : `${media}/file/${encodeURIComponent(file)}`;
}
