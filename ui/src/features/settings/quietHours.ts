/** The quiet hours of a week, Monday first, in minutes of the day. */
import type { QuietHours } from '../../bindings/QuietHours';

/** From eight in the evening to eight in the morning, for whoever switches a day on. */
const usual: QuietHours = { on: false, from: 20 * 60, until: 8 * 60 };

/** Seven days, whether any was chosen or none. */
export function weekOf(kept: readonly QuietHours[]): QuietHours[] {
  return Array.from({ length: 7 }, (_, day) => kept[day] ?? usual);
}

/** The week with one day changed. */
export function withDay(week: readonly QuietHours[], day: number, change: Partial<QuietHours>): QuietHours[] {
  return week.map((one, at) => (at === day ? { ...one, ...change } : one));
}

/** The week with Monday's hours on every weekday; the weekend keeps its own. */
export function mondayOnWeekdays(week: readonly QuietHours[]): QuietHours[] {
  return week.map((one, day) => (day < 5 ? (week[0] ?? one) : one));
}

/** Minutes as a time field has them. */
export function timeOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The minutes of a time field; null while there is no time in it. */
export function minutesOf(time: string): number | null {
  const match = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(time.trim());
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/** What the two times do not say by themselves. */
export function noteOn({ on, from, until }: QuietHours): 'allDay' | 'nextDay' | null {
  if (!on || until > from) return null;
  return until === from ? 'allDay' : 'nextDay';
}
