/**
 * The first player of a window starts the platform's media framework and its connection to the sound server with it, and the
 * first of a type its decoder. That takes several times as long as any start after it. So it is done when the rep's pointer or
 * focus comes to a button that plays, with the file that they are about to play; and not before, for it takes memory.
 */

/** Loads a file so far that it could be played, in a player that nobody hears, and lets that player go. */
export function warm(element: HTMLMediaElement, source: string): void {
  const over = new AbortController();
  const letGo = () => {
    over.abort();
    element.removeAttribute('src');
    element.load();
  };
  for (const type of ['canplay', 'error']) element.addEventListener(type, letGo, { signal: over.signal });
  element.crossOrigin = 'anonymous';
  element.muted = true;
  element.preload = 'auto';
  element.src = source;
}
