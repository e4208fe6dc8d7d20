/**
 * Whose turn it is to move. A picture or sticker that moves costs time at every frame, and twenty of them cost the rep's
 * typing. So a thing moves only while it is on screen in a visible window, no more than {@link most} of them at once (the
 * first that came on screen), and none while the desktop asks for less motion, except the one that the rep starts.
 */
import { prefersReducedMotion } from 'svelte/motion';
import type { Attachment } from 'svelte/attachments';

import { sight } from './sight';

/** As many as a modest computer draws at 60 frames a second beside everything else. */
export const most = 8;

const waiting: Turn[] = [];

function settle(): void {
  waiting.forEach((turn, place) => {
    turn.granted = place < most && document.visibilityState !== 'hidden';
  });
}

document.addEventListener('visibilitychange', settle);

export class Turn {
  /** It is on screen. */
  seen = $state(false);
  /** It is among those that may move now. */
  granted = $state(false);
  /** The rep asked for this one. */
  asked = $state(false);
  /** It moves. */
  readonly runs = $derived.by(() => this.granted && (this.asked || !prefersReducedMotion.current));
  /** It stands still because the desktop asks for less motion; the rep may start it. */
  readonly held = $derived.by(() => prefersReducedMotion.current && !this.asked);

  /** Follows the element that is seen or not. */
  readonly watch: Attachment<Element> = sight((seen) => {
    if (seen === this.seen) return;
    this.seen = seen;
    if (seen) waiting.push(this);
    else {
      const place = waiting.indexOf(this);
      if (place >= 0) waiting.splice(place, 1);
      this.granted = false;
      // What left and comes back begins as everything does.
      this.asked = false;
    }
    settle();
  });
}
