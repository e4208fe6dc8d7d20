/**
 * When something shall happen, in people's own words, English and Polish: "tomorrow 9:00", "pon 8:30", "za 2 godziny". Pure:
 * the words and the moment they are said go in, a moment that is still to come goes out, or nothing.
 *
 * Days and hours are those of the calendar on the wall, so nine o'clock is nine o'clock on both sides of a change of the
 * clocks; hours that are counted ("in 24 hours") are hours that pass.
 */
const minute = 60_000;
const hour = 60 * minute;
/** What a day without a time means. */
const morning = { hours: 9, minutes: 0 };
const mostDays = 366;

interface Time {
  hours: number;
  minutes: number;
}

const units: { words: RegExp; ms?: number; days?: number }[] = [
  { words: /^(?:m|min|mins|minute|minutes|minut|minuty)$/, ms: minute },
  { words: /^(?:h|hr|hrs|hour|hours|g|godz|godzina|godzine|godziny|godzin)$/, ms: hour },
  { words: /^(?:d|day|days|dzien|dni)$/, days: 1 },
  { words: /^(?:w|week|weeks|tydzien|tygodnie|tygodni|tyg)$/, days: 7 },
];

const counts: Record<string, number> = {
  a: 1, an: 1, one: 1, two: 2, three: 3, half: 0.5,
  jedna: 1, jeden: 1, dwa: 2, dwie: 2, trzy: 3, pol: 0.5,
};

/** By the number of the day in a week that begins on Sunday, as `Date` counts. */
const weekdays: RegExp[] = [
  /^(?:sun|sunday|nd|ndz|niedz|niedziela|niedziele)$/,
  /^(?:mon|monday|pn|pon|poniedzialek)$/,
  /^(?:tue|tues|tuesday|wt|wto|wtorek)$/,
  /^(?:wed|wednesday|sr|sro|sroda|srode)$/,
  /^(?:thu|thur|thurs|thursday|cz|czw|czwartek)$/,
  /^(?:fri|friday|pt|pia|piatek)$/,
  /^(?:sat|saturday|sb|sob|sobota|sobote)$/,
];

const partsOfDay: { words: RegExp; time: Time }[] = [
  { words: /^(?:morning|rano)$/, time: morning },
  { words: /^(?:noon|midday|poludnie)$/, time: { hours: 12, minutes: 0 } },
  { words: /^(?:afternoon|popoludniu|popoludnie)$/, time: { hours: 14, minutes: 0 } },
  { words: /^(?:evening|wieczor|wieczorem)$/, time: { hours: 18, minutes: 0 } },
];

/** What may stand between the words that say something. */
const filler = /^(?:at|on|o|w|we|na|the|this|godz|godzinie)$/;

export function parseWhen(text: string, now: Date): Date | null {
  const words = split(text);
  if (words.length === 0) return null;
  const found = counted(words, now) ?? named(words, now);
  if (found === null || found.getTime() <= now.getTime()) return null;
  return found.getTime() - now.getTime() > mostDays * 24 * hour ? null : found;
}

/** Lower case without accents, in words; `po południu` is one word. */
function split(text: string): string[] {
  const plain = text.trim().toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{Mark}/gu, '');
  return plain.replace(/po poludniu/g, 'popoludniu').replace(/w poludnie/g, 'poludnie').replace(/,(?!\d)/g, ' ').split(/\s+/).filter((word) => word !== '');
}

/** "in 2 hours", "za pół godziny", "+30m". */
function counted(words: string[], now: Date): Date | null {
  const [first, ...rest] = words;
  const sign = /^\+(\d.*)$/.exec(first ?? '');
  const said = sign ? [sign[1] ?? '', ...rest] : first === 'in' || first === 'za' ? rest : null;
  if (said === null) return null;
  // "half an hour", and a unit that is written to its number.
  const parts = said.flatMap((word) => /^(\d+(?:[.,]\d+)?)([a-z]+)$/.exec(word)?.slice(1) ?? [word]).filter((word, place) => place === 0 || !/^an?$/.test(word));
  const alone = parts.length === 1;
  const amount = alone ? 1 : number(parts[0] ?? '');
  const unit = units.find(({ words: names }) => names.test(parts[alone ? 0 : 1] ?? ''));
  if (amount === null || unit === undefined || amount <= 0) return null;
  if (unit.days === undefined) return parts.length > 2 ? null : new Date(now.getTime() + amount * (unit.ms ?? 0));
  const time = parts.length > 2 ? timeIn(parts.slice(2)) : { hours: now.getHours(), minutes: now.getMinutes() };
  return time === null || !Number.isInteger(amount) ? null : onDay(now, amount * unit.days, time);
}

/** "tomorrow 9:00", "pon 8:30", "24.12 10:00", "17:00". */
function named(words: string[], now: Date): Date | null {
  const said = words.filter((word) => !filler.test(word));
  const day = dayIn(said, now);
  const rest = day === null ? said : said.slice(day.used);
  const time = rest.length === 0 ? (day === null ? null : (day.time ?? morning)) : timeIn(rest);
  if (time === null) return null;
  if (day === null) {
    const today = onDay(now, 0, time);
    return today.getTime() > now.getTime() ? today : onDay(now, 1, time);
  }
  const at = onDay(now, day.days, time);
  // The same weekday as today means today while its time is still to come.
  return day.weekday && at.getTime() <= now.getTime() ? onDay(now, day.days + 7, time) : at;
}

interface Day {
  days: number;
  used: number;
  weekday?: boolean;
  time?: Time;
}

function dayIn([first = '']: string[], now: Date): Day | null {
  if (first === 'today' || first === 'dzis' || first === 'dzisiaj') return { days: 0, used: 1 };
  if (first === 'tonight') return { days: 0, used: 1, time: { hours: 20, minutes: 0 } };
  if (first === 'tomorrow' || first === 'tmr' || first === 'jutro') return { days: 1, used: 1 };
  if (first === 'pojutrze') return { days: 2, used: 1 };
  const weekday = weekdays.findIndex((names) => names.test(first));
  if (weekday >= 0) return { days: (weekday - now.getDay() + 7) % 7, used: 1, weekday: true };
  return dateIn(first, now);
}

/** A date: 2026-12-24, 24.12, 24.12.2026, 24/12. */
function dateIn(word: string, now: Date): Day | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word);
  const short = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?\.?$/.exec(word);
  if (!iso && !short) return null;
  const [year, month, date] = iso ? [iso[1], iso[2], iso[3]] : [short?.[3], short?.[2], short?.[1]];
  const made = new Date(year === undefined ? now.getFullYear() : Number(year), Number(month) - 1, Number(date));
  if (made.getMonth() !== Number(month) - 1 || made.getDate() !== Number(date)) return null;
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  if (year === undefined && made < midnight) made.setFullYear(made.getFullYear() + 1);
  return { days: Math.round((made.getTime() - midnight.getTime()) / (24 * hour)), used: 1 };
}

function timeIn(words: string[]): Time | null {
  const said = words.filter((word) => !filler.test(word)).join('');
  const part = partsOfDay.find(({ words: names }) => names.test(said));
  if (part) return part.time;
  const found = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/.exec(said);
  if (!found) return null;
  const half = found[3];
  let hours = Number(found[1]);
  const minutes = Number(found[2] ?? 0);
  if (half !== undefined && (hours < 1 || hours > 12)) return null;
  if (half === 'pm' && hours < 12) hours += 12;
  if (half === 'am' && hours === 12) hours = 0;
  return hours > 23 || minutes > 59 ? null : { hours, minutes };
}

function onDay(now: Date, days: number, { hours, minutes }: Time): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hours, minutes);
}

function number(word: string): number | null {
  const named = counts[word];
  if (named !== undefined) return named;
  return /^\d+(?:[.,]\d+)?$/.test(word) ? Number(word.replace(',', '.')) : null;
}
