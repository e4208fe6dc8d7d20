/** Why something does not play: what the media source says of its file. */
import type { Trouble } from './track.svelte';

/** What an answer of the media source means for somebody who wants to play. */
export function troubleOf(status: number): Trouble {
  switch (status) {
    case 410:
      return 'gone';
    case 413:
      return 'tooLarge';
    case 507:
      return 'noRoom';
    case 200:
    case 206:
      return 'unplayable';
    default:
      return 'away';
  }
}

/** Asks the media source for a file; gives the status of its answer, 0 for none. */
export async function lookAt(address: string): Promise<number> {
  try {
    const answer = await fetch(address, { headers: { Range: 'bytes=0-0' } });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 0;
  }
}
