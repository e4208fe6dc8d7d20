/** Words for a moment that is still to come, in both languages and across the changes of the clocks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { parseWhen } from '../src/words/when';

const zone = process.env.TZ;
beforeAll(() => {
  process.env.TZ = 'Europe/Warsaw';
});
afterAll(() => {
  process.env.TZ = zone;
});

/** A Friday, 15:30 in Warsaw. */
const friday = '2026-11-27T14:30:00Z';
const said = (words: string, now = friday) => parseWhen(words, new Date(now))?.toISOString() ?? null;

describe('words for a moment', () => {
  const table: [string, string][] = [
    ['tomorrow 9:00', '2026-11-28T08:00:00.000Z'],
    ['jutro 9:00', '2026-11-28T08:00:00.000Z'],
    ['Jutro o 9', '2026-11-28T08:00:00.000Z'],
    ['tomorrow', '2026-11-28T08:00:00.000Z'],
    ['tomorrow at 2:15 pm', '2026-11-28T13:15:00.000Z'],
    ['tomorrow afternoon', '2026-11-28T13:00:00.000Z'],
    ['jutro po południu', '2026-11-28T13:00:00.000Z'],
    ['jutro w południe', '2026-11-28T11:00:00.000Z'],
    ['pojutrze 8.15', '2026-11-29T07:15:00.000Z'],
    ['mon 8:30', '2026-11-30T07:30:00.000Z'],
    ['pon 8:30', '2026-11-30T07:30:00.000Z'],
    ['w poniedziałek o 8:30', '2026-11-30T07:30:00.000Z'],
    ['środa', '2026-12-02T08:00:00.000Z'],
    ['we środę 10:00', '2026-12-02T09:00:00.000Z'],
    ['fri 17:00', '2026-11-27T16:00:00.000Z'],
    ['piątek 9:00', '2026-12-04T08:00:00.000Z'],
    ['in 2 hours', '2026-11-27T16:30:00.000Z'],
    ['za 2 godziny', '2026-11-27T16:30:00.000Z'],
    ['za godzinę', '2026-11-27T15:30:00.000Z'],
    ['in an hour', '2026-11-27T15:30:00.000Z'],
    ['in half an hour', '2026-11-27T15:00:00.000Z'],
    ['za pół godziny', '2026-11-27T15:00:00.000Z'],
    ['za 1,5 godziny', '2026-11-27T16:00:00.000Z'],
    ['+30m', '2026-11-27T15:00:00.000Z'],
    ['in 45 min', '2026-11-27T15:15:00.000Z'],
    ['in 3 days', '2026-11-30T14:30:00.000Z'],
    ['za tydzień', '2026-12-04T14:30:00.000Z'],
    ['za 2 dni 8:00', '2026-11-29T07:00:00.000Z'],
    ['17:00', '2026-11-27T16:00:00.000Z'],
    ['9:00', '2026-11-28T08:00:00.000Z'],
    ['today 18:00', '2026-11-27T17:00:00.000Z'],
    ['dziś wieczorem', '2026-11-27T17:00:00.000Z'],
    ['tonight', '2026-11-27T19:00:00.000Z'],
    ['24.12 10:00', '2026-12-24T09:00:00.000Z'],
    ['24.12.2026', '2026-12-24T08:00:00.000Z'],
    ['2026-12-24 10:00', '2026-12-24T09:00:00.000Z'],
    ['2.1 9:00', '2027-01-02T08:00:00.000Z'],
  ];
  it.each(table)('%s', (words, expected) => expect(said(words)).toBe(expected));

  const nothing = ['', 'soon', 'today 9:00', '25:00', '9:75', '31.2', 'in hours many', 'za 0 godzin', 'za', 'tomorrow 13 pm', '24.12.2020', 'in 400 days', 'jutro kiedyś', '-5 min'];
  it.each(nothing)('“%s” means no moment to come', (words) => expect(said(words)).toBeNull());
});

describe('the changes of the clocks', () => {
  it('keep nine o’clock nine o’clock, while counted hours are hours that pass', () => {
    // The clocks go forward in the night to Sunday, the 29th of March 2026.
    const saturday = '2026-03-28T08:00:00Z';
    expect(said('tomorrow 9:00', saturday)).toBe('2026-03-29T07:00:00.000Z');
    expect(said('in 24 hours', saturday)).toBe('2026-03-29T08:00:00.000Z');
    expect(said('in 1 day', saturday)).toBe('2026-03-29T07:00:00.000Z');
    // And back in the night to Sunday, the 25th of October.
    const autumn = '2026-10-24T07:00:00Z';
    expect(said('jutro 9:00', autumn)).toBe('2026-10-25T08:00:00.000Z');
    expect(said('za 24 godziny', autumn)).toBe('2026-10-25T07:00:00.000Z');
    expect(said('26.10 9:00', autumn)).toBe('2026-10-26T08:00:00.000Z');
  });

  it('leave an hour that does not exist an hour later, and take the first of one that comes twice', () => {
    expect(said('tomorrow 2:30', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(said('tomorrow 2:30', '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
  });
});
