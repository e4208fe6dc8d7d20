/**
 * The window's words. A thin reactive layer over i18next: what reads `t` or `language.clock` in a template is shown anew
 * when the language changes. Keys are typed from `en.json`; a plural is named by its key without the ending.
 */
import { createInstance } from 'i18next';

import type { Locale } from '../bindings/Locale';
import { clockFor } from '../words/time';
import en from './en.json';
import pl from './pl.json';

export type LanguageCode = 'en' | 'pl';

type WithoutPlural<K extends string> = K extends `${infer Base}_${'one' | 'few' | 'many' | 'other'}` ? Base : K;
type KeysOf<T, Path extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Path}${WithoutPlural<K>}` : KeysOf<T[K], `${Path}${K}.`>;
}[keyof T & string];

/** The name of a sentence. */
export type Key = KeysOf<typeof en>;

/** What is filled into a sentence; `count` chooses the plural. */
export type Fill = Record<string, string | number>;

const words = createInstance();
void words.init({
  initAsync: false,
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en }, pl: { translation: pl } },
  interpolation: { escapeValue: false },
  returnNull: false,
});

class Language {
  /** The language in use. */
  code = $state<LanguageCode>('en');
  /** The language with the region that the desktop prefers: it decides between 14:30 and 2:30 PM. */
  readonly region = $derived(regionOf(this.code, navigator.languages));
  /** Times, numbers and sizes in it. */
  readonly clock = $derived(clockFor(this.region));

  /** Switches the window to a language, or to the desktop's. */
  use(locale: Locale): void {
    this.code = locale === 'system' ? preferred(navigator.languages) : locale;
    document.documentElement.lang = this.code;
  }
}

export const language = new Language();

/** A sentence in the language in use. A `count` is written as that language writes numbers. */
export function t(key: Key, fill?: Fill): string {
  const lng = language.code;
  if (fill && typeof fill.count === 'number') return words.t(key, { ...fill, lng, n: language.clock.number(fill.count) });
  return words.t(key, { ...fill, lng });
}

/** A sentence in a language that need not be the one in use: for finding what somebody calls by its other name. */
export function sayIn(lng: LanguageCode, key: Key): string {
  return words.t(key, { lng });
}

/** True when there is such a sentence: for names that come from outside. */
export function known(key: string): key is Key {
  return words.exists(key);
}

export function preferred(languages: readonly string[]): LanguageCode {
  const first = languages.find((tag) => /^(en|pl)\b/i.test(tag));
  return first?.toLowerCase().startsWith('pl') ? 'pl' : 'en';
}

export function regionOf(code: LanguageCode, languages: readonly string[]): string {
  return languages.find((tag) => tag.toLowerCase().startsWith(`${code}-`)) ?? (code === 'pl' ? 'pl-PL' : 'en-GB');
}
