import { describe, expect, it } from 'vitest';

import en from '../src/i18n/en.json';
import { language, preferred, regionOf, t, type Key } from '../src/i18n/index.svelte';
import pl from '../src/i18n/pl.json';

const ending = /_(zero|one|two|few|many|other)$/;

function flat(value: object, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') all.set(path + key, inner);
    else for (const [deep, text] of flat(inner as object, `${path}${key}.`)) all.set(deep, text);
  }
  return all;
}

const english = flat(en);
const polish = flat(pl);
const bases = (words: Map<string, string>) => new Set([...words.keys()].map((key) => key.replace(ending, '')));
const plurals = (words: Map<string, string>) => new Set([...words.keys()].filter((key) => ending.test(key)).map((key) => key.replace(ending, '')));

describe('the two languages', () => {
  it('have the same sentences', () => {
    expect([...bases(polish)].sort()).toEqual([...bases(english)].sort());
  });

  it('have the same sentences with a number in them, each with every form that its language needs', () => {
    expect([...plurals(polish)].sort()).toEqual([...plurals(english)].sort());
    expect(plurals(english).size).toBeGreaterThan(10);
    for (const base of plurals(english)) {
      for (const form of ['one', 'other']) expect(english.has(`${base}_${form}`), `en: ${base}_${form}`).toBe(true);
      for (const form of ['one', 'few', 'many', 'other']) expect(polish.has(`${base}_${form}`), `pl: ${base}_${form}`).toBe(true);
    }
  });

  it('fill in the same things', () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const [key, text] of polish) {
      const base = key.replace(ending, '');
      const other = english.get(key) ?? english.get(`${base}_other`) ?? english.get(base) ?? '';
      // "One image" may leave its number out.
      if (!key.endsWith('_one')) expect(holes(text), key).toEqual(holes(other));
    }
  });

  it('leave nothing empty and nothing untranslated that is a sentence', () => {
    for (const [key, text] of polish) {
      expect(text.trim(), key).not.toBe('');
      if (text.replace(/\{\{\w+\}\}/g, '').split(/\P{L}+/u).filter(Boolean).length > 2) expect(text, key).not.toBe(english.get(key));
    }
  });
});

describe('plurals', () => {
  it('follow the Polish rules for 1, 2 to 4, 5 to 21, and 22 again', () => {
    language.use('pl');
    const said = [1, 2, 4, 5, 12, 21, 22, 1000].map((count) => t('thread.new', { count }));
    expect(said.map((text) => text.replace(/\s/g, ' '))).toEqual([
      '1 nowa wiadomość',
      '2 nowe wiadomości',
      '4 nowe wiadomości',
      '5 nowych wiadomości',
      '12 nowych wiadomości',
      '21 nowych wiadomości',
      '22 nowe wiadomości',
      '1000 nowych wiadomości',
    ]);
  });

  it('write numbers as the language does', () => {
    expect(t('list.results', { count: 12_500 })).toBe('12,500 results');
    language.use('pl');
    expect(t('list.results', { count: 12_500 }).replace(/\s/g, ' ')).toBe('12 500 wyników');
  });
});

describe('sentences that are named by data', () => {
  it('exist for every view, card, medium and state', () => {
    const views = ['open', 'mine', 'unassigned', 'needsReply', 'unread', 'closed', 'drafts', 'outbox'];
    const names = [
      ...views.map((view) => `views.${view}`),
      ...[...views, 'channel'].flatMap((view) => [`empty.${view}.title`, `empty.${view}.text`]),
      ...['location', 'contactCard', 'quickReplies', 'header', 'template', 'socialPost', 'unsupported'].map((type) => `card.${type}`),
      ...['image', 'sticker', 'voice', 'audio', 'video', 'document', 'program', 'other'].map((kind) => `media.${kind}`),
    ];
    for (const name of names) expect(t(name as Key), name).not.toBe(name);
  });
});

describe('the language of the desktop', () => {
  it('is taken when it is one of ours, English otherwise', () => {
    expect(preferred(['pl-PL', 'en-US'])).toBe('pl');
    expect(preferred(['de-DE', 'pl'])).toBe('pl');
    expect(preferred(['de-DE'])).toBe('en');
  });

  it('keeps the region that the desktop prefers, for it decides how times are written', () => {
    expect(regionOf('en', ['pl-PL', 'en-US'])).toBe('en-US');
    expect(regionOf('en', ['pl-PL'])).toBe('en-GB');
  });

  it('is written on the page, so that screen readers speak it', () => {
    language.use('pl');
    expect(document.documentElement.lang).toBe('pl');
  });
});
