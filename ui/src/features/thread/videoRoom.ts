/** The room that a video gets, before and after it is there. Pure. */
import type { FileView } from '../../bindings/FileView';

const widest = 420;
const highest = 340;
/** Narrower than this its controls have no room; an upright video stands between dark edges then. */
const narrowest = 260;
const lowest = 150;

export interface VideoRoom {
  width: number;
  /** Width by height. */
  ratio: number;
  /** It has the video's own shape. */
  exact: boolean;
}

export function videoRoom({ width, height }: Pick<FileView, 'width' | 'height'>): VideoRoom {
  if (width === null || height === null || width === 0 || height === 0) return { width: 336, ratio: 16 / 9, exact: false };
  // A small video is shown larger than it is, up to the narrowest player.
  const scale = Math.min(Math.max(1, narrowest / width), widest / width, highest / height);
  const [own, high] = [Math.round(width * scale), Math.max(lowest, height * scale)];
  const exact = own >= narrowest && high > lowest;
  return { width: Math.max(narrowest, own), ratio: exact ? width / height : Math.max(narrowest, own) / high, exact };
}
