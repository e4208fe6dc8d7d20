/**
 * Times as people read them. Everything goes through Intl; `now` is an argument, so that a test needs no clock. Formatters
 * are made once for a language, for making one costs more than using it a thousand times.
 */
const minute = 60_000;
const day = 24 * 60 * minute;

export interface Clock {
  /** Hours and minutes. */
  time(at: Date): string;
  /** In a list: the time today, the weekday within a week, else the date. */
  short(at: Date, now: Date): string;
  /** Between two days of a conversation: today, yesterday, else the weekday and date. */
  dayName(at: Date, now: Date): string;
  /** Date and time, in full. */
  full(at: Date): string;
  /** A time to come: weekday, date and time. */
  moment(at: Date): string;
  /** A date without a time. */
  date(at: Date): string;
  /** How long, in its largest unit: 9 min, 2 hours, 3 days. */
  duration(milliseconds: number): string;
  number(value: number): string;
  /** A file's size. */
  bytes(size: number): string;
  /** Names joined into one text. */
  list(items: string[]): string;
}

export function clockFor(locale: string, timeZone?: string): Clock {
  const zone = timeZone === undefined ? {} : { timeZone };
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...zone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', ...zone });
  const dayMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone });
  const dayMonthYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...zone });
  const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', ...zone });
  const longDayYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...zone });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone });
  const moment = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', ...zone });
  const parts = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'numeric', day: 'numeric', ...zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });

  /** The calendar day as a number of days. Another time zone is read from parts: engines write dates differently. */
  const dayOf = (at: Date) => {
    if (timeZone === undefined) return { year: at.getFullYear(), number: Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / day };
    const part = (type: string) => Number(parts.formatToParts(at).find((one) => one.type === type)?.value);
    return { year: part('year'), number: Date.UTC(part('year'), part('month') - 1, part('day')) / day };
  };
  const daysBetween = (at: Date, now: Date) => dayOf(now).number - dayOf(at).number;
  const sameYear = (at: Date, now: Date) => dayOf(at).year === dayOf(now).year;
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

  return {
    time: (at) => time.format(at),
    short(at, now) {
      const days = daysBetween(at, now);
      if (days <= 0) return time.format(at);
      if (days < 7) return weekday.format(at);
      return sameYear(at, now) ? dayMonth.format(at) : dayMonthYear.format(at);
    },
    dayName(at, now) {
      const days = daysBetween(at, now);
      if (days === 0 || days === 1) return capital(relative.format(-days, 'day'));
      return capital(sameYear(at, now) ? longDay.format(at) : longDayYear.format(at));
    },
    full: (at) => full.format(at),
    moment: (at) => moment.format(at),
    date: (at) => dayMonthYear.format(at),
    duration(milliseconds) {
      const [value, unit] = largest(milliseconds);
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' }).format(value);
    },
    number: (value) => number.format(value),
    bytes(size) {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
      const power = Math.min(units.length - 1, size < 1000 ? 0 : Math.floor(Math.log10(size) / 3));
      const value = size / 1000 ** power;
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: units[power] ?? 'byte',
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
      }).format(value);
    },
    list: (items) => list.format(items),
  };
}

/** Decoders count in samples, and end a little beside the whole second. */
const beside = 0.05;

/** A place in a recording: 0:07, 12:30, 1:02:09. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + beside));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function largest(milliseconds: number): [number, string] {
  if (milliseconds < minute) return [Math.max(0, Math.round(milliseconds / 1000)), 'second'];
  if (milliseconds < 60 * minute) return [Math.round(milliseconds / minute), 'minute'];
  if (milliseconds < day) return [Math.round(milliseconds / (60 * minute)), 'hour'];
  return [Math.round(milliseconds / day), 'day'];
}
