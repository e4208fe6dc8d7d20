/** The bars of a waveform. Pure. */

/** The shortest bar: silence is drawn too, as a row of dots. */
const least = 0.09;

/**
 * The loudness of a recording as so many bars from 0 to 1. The loudest bar reaches the top: a note that was spoken quietly
 * looks like one that was spoken loudly. Each bar is the loudest moment of its part, so that no short sound is lost; where
 * there are fewer values than bars, each is drawn between its neighbours.
 */
export function bars(peaks: readonly number[], count: number): number[] {
  if (count <= 0 || peaks.length === 0) return [];
  const part = peaks.length / count;
  const raw = Array.from({ length: count }, (_, bar) => (part >= 1 ? loudest(peaks, bar * part, (bar + 1) * part) : between(peaks, (bar + 0.5) * part - 0.5)));
  const top = Math.max(...raw, 1);
  return raw.map((value) => Math.max(least, value / top));
}

function loudest(peaks: readonly number[], from: number, to: number): number {
  return Math.max(0, ...peaks.slice(Math.floor(from), Math.max(Math.floor(from) + 1, Math.floor(to))));
}

function between(peaks: readonly number[], place: number): number {
  const at = Math.max(0, Math.min(peaks.length - 1, place));
  const [left, right] = [peaks[Math.floor(at)] ?? 0, peaks[Math.ceil(at)] ?? 0];
  return left + (right - left) * (at - Math.floor(at));
}

/** The bars as one path, upright strokes about the middle. */
export function barPath(heights: readonly number[], pitch: number, height: number): string {
  const stroke = 2;
  return heights
    .map((value, bar) => {
      const half = Math.max(0.01, (value * (height - stroke)) / 2);
      const x = bar * pitch + pitch / 2;
      return `M${x} ${(height / 2 - half).toFixed(2)}V${(height / 2 + half).toFixed(2)}`;
    })
    .join('');
}
