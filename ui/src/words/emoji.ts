/** Emoji with their names in the language in use. The data comes with the program and is read when it is first asked for. */
import type { LanguageCode } from '../i18n/index.svelte';
import { fold } from './fold';

export interface Emoji {
  emoji: string;
  name: string;
  /** As it is typed between colons. */
  code: string;
  group: number;
  /** Whatever it can be found by, folded. */
  words: string[];
}

/** One entry of the data package. */
interface Entry {
  emoji: string;
  annotation: string;
  shortcodes: string[];
  tags?: string[];
  group: number;
  version: number;
}

/** Newer ones are empty boxes on most desktops. */
const newest = 15;

const sources: Record<LanguageCode, () => Promise<{ default: Entry[] }>[]> = {
  en: () => [import('emoji-picker-element-data/en/emojibase/data.json')],
  // English codes are what people know from elsewhere.
  pl: () => [import('emoji-picker-element-data/pl/cldr/data.json'), import('emoji-picker-element-data/en/emojibase/data.json')],
};

const read = new Map<LanguageCode, Promise<Emoji[]>>();

export function allEmoji(language: LanguageCode): Promise<Emoji[]> {
  const known = read.get(language) ?? load(language);
  read.set(language, known);
  return known;
}

async function load(language: LanguageCode): Promise<Emoji[]> {
  const [own, ...others] = await Promise.all(sources[language]());
  const codes = new Map((others[0]?.default ?? []).map((entry) => [entry.emoji, entry.shortcodes]));
  return (own?.default ?? [])
    .filter((entry) => entry.version <= newest)
    .map((entry) => {
      const shortcodes = [...entry.shortcodes, ...(codes.get(entry.emoji) ?? [])];
      const words = [...shortcodes, ...entry.annotation.split(' '), ...(entry.tags ?? [])];
      return { emoji: entry.emoji, name: entry.annotation, code: codes.get(entry.emoji)?.[0] ?? entry.shortcodes[0] ?? '', group: entry.group, words: words.map(fold) };
    });
}

/** Those that a word leads to: first where a name begins with it, in the usual order. */
export function findEmoji(all: readonly Emoji[], query: string, most: number): Emoji[] {
  const wanted = fold(query.trim());
  if (wanted === '') return all.slice(0, most);
  const exact = all.filter((one) => one.words.includes(wanted));
  const begins = all.filter((one) => !exact.includes(one) && one.words.some((word) => word.startsWith(wanted)));
  return [...exact, ...begins].slice(0, most);
}
