import { describe, expect, it } from 'vitest';

import { fold } from '../src/words/fold';
import { initials, tint } from '../src/words/initials';
import { isFewEmoji, linkify } from '../src/words/linkify';
import { clockFor } from '../src/words/time';

const warsaw = 'Europe/Warsaw';
const now = new Date('2026-11-23T09:28:00+01:00');
const at = (iso: string) => new Date(iso);

describe('times in the list', () => {
  const en = clockFor('en-GB', warsaw);
  const pl = clockFor('pl-PL', warsaw);

  it('shows the time today, the weekday within a week, the date before that, and the year only when it is another one', () => {
    expect(en.short(at('2026-11-23T08:05:00+01:00'), now)).toBe('08:05');
    expect(en.short(at('2026-11-22T23:59:00+01:00'), now)).toBe('Sun');
    expect(en.short(at('2026-11-17T10:00:00+01:00'), now)).toBe('Tue');
    expect(en.short(at('2026-11-16T10:00:00+01:00'), now)).toBe('16 Nov');
    expect(en.short(at('2025-07-14T10:00:00+02:00'), now)).toBe('14 Jul 2025');
    expect(pl.short(at('2026-10-02T10:00:00+02:00'), now)).toBe('2 paź');
  });

  it('goes by the calendar day of the rep, not by 24 hours', () => {
    const early = at('2026-11-23T00:10:00+01:00');
    expect(en.short(at('2026-11-22T23:50:00+01:00'), early)).toBe('Sun');
  });

  it('counts a day with 25 hours as one day when the clocks go back', () => {
    const afterChange = at('2026-10-25T23:30:00+01:00');
    expect(en.dayName(at('2026-10-24T00:10:00+02:00'), afterChange)).toBe('Yesterday');
    expect(pl.dayName(at('2026-10-25T00:10:00+02:00'), afterChange)).toBe('Dzisiaj');
  });

  it('names other days in full', () => {
    expect(en.dayName(at('2026-11-12T10:00:00+01:00'), now)).toMatch(/^Thursday,? 12 November$/);
    expect(pl.dayName(at('2025-07-14T10:00:00+02:00'), now)).toBe('Poniedziałek, 14 lipca 2025');
  });

  it('writes durations and sizes in their largest unit', () => {
    expect(en.duration(540_000)).toMatch(/^9 mins?$/);
    expect(en.duration(3 * 86_400_000)).toBe('3 days');
    expect(pl.duration(2 * 86_400_000)).toBe('2 dni');
    expect(en.bytes(512)).toBe('512 bytes');
    expect(en.bytes(84_211)).toBe('84 kB');
    expect(en.bytes(1_804_220)).toBe('1.8 MB');
    expect(pl.bytes(1_804_220)).toBe('1,8 MB');
  });
});

describe('addresses in plain text', () => {
  const links = (text: string) => linkify(text).filter((part) => part.href !== undefined);

  it('finds web and mail addresses and leaves the sentence around them whole', () => {
    const text = 'See https://track.example.com/51177, or write to ola@example.com.';
    expect(links(text)).toEqual([
      { text: 'https://track.example.com/51177', href: 'https://track.example.com/51177' },
      { text: 'ola@example.com', href: 'mailto:ola@example.com' },
    ]);
    expect(linkify(text).map((part) => part.text).join('')).toBe(text);
  });

  it('keeps a bracket that belongs to the address and drops one that belongs to the sentence', () => {
    expect(links('(https://pl.wikipedia.org/wiki/Kubek_(naczynie))')[0]?.text).toBe('https://pl.wikipedia.org/wiki/Kubek_(naczynie)');
    expect(links('(www.example.com)')[0]).toEqual({ text: 'www.example.com', href: 'https://www.example.com' });
  });

  it('never makes a link of a script address or of markup', () => {
    expect(links('javascript:alert(1) data:text/html,x <b>www</b> 12:30')).toEqual([]);
    expect(links('<a href="https://evil.example">x</a>')[0]?.text).toBe('https://evil.example');
  });

  it('shows one to three emoji large, and nothing else', () => {
    expect(isFewEmoji('🙏🙏')).toBe(true);
    expect(isFewEmoji('👩‍👩‍👧‍👦 👍🏽')).toBe(true);
    expect(isFewEmoji('🙏🙏🙏🙏')).toBe(false);
    expect(isFewEmoji('ok 👍')).toBe(false);
    expect(isFewEmoji('12')).toBe(false);
    expect(isFewEmoji('')).toBe(false);
  });
});

describe('names', () => {
  it('takes the first and the last word, and the first letter alone of an address', () => {
    expect(initials('Anna Nowak')).toBe('AN');
    expect(initials('Łukasz Maria Żuk')).toBe('ŁŻ');
    expect(initials('anna@example.com')).toBe('A');
    expect(initials('+48 600 100 200')).toBe('#');
    expect(initials(null)).toBe('?');
  });

  it('gives a name the same tint every time', () => {
    expect(tint('Anna Nowak', 4)).toBe(tint('Anna Nowak', 4));
    expect(new Set(['Anna Nowak', 'Jan Kowalczyk', 'Emma Meyer', 'Sofia Ortega', 'David Lang'].map((name) => tint(name, 4))).size).toBeGreaterThan(1);
  });

  it('folds accents and the Polish ł, so that lodz finds Łódź', () => {
    expect(fold('Łódź, Żółć')).toBe('lodz, zolc');
  });
});
