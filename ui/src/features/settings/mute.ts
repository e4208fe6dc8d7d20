/** Until when notifications are muted. */

/** Minutes that are offered. */
export const spans = [30, 60] as const;

/** The next morning at eight, by the rep's clock. */
export function tomorrowMorning(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8);
}

/** The end of a mute that is on; null when there is none. */
export function endOfMute(mutedUntil: string | null, now: Date): Date | null {
  const until = mutedUntil === null ? null : new Date(mutedUntil);
  return until !== null && until > now ? until : null;
}

export function isToday(at: Date, now: Date): boolean {
  return at.toDateString() === now.toDateString();
}
