/** The room that a video gets, before and after it is there. Pure. */
import type { FileView } from '../../bindings/FileView';

const widest = 420;
const highest = 340;
/** Narrower than this its controls have no room; an upright video stands between dark edges then. */
const narrowest = 260;

export function videoRoom({ width, height }: Pick<FileView, 'width' | 'height'>): { width: number; height: number } {
  if (width === null || height === null || width === 0 || height === 0) return { width: 336, height: 189 };
  // A small video is shown larger than it is, up to the narrowest player.
  const scale = Math.min(Math.max(1, narrowest / width), widest / width, highest / height);
  return { width: Math.max(narrowest, Math.round(width * scale)), height: Math.max(150, Math.round(height * scale)) };
}
