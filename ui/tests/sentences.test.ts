import { describe, expect, it } from 'vitest';

import type { PreviewView } from '../src/bindings/PreviewView';
import type { PropertyView } from '../src/bindings/PropertyView';
import type { SyncState } from '../src/bindings/SyncState';
import type { SyncView } from '../src/bindings/SyncView';
import { propertyRow } from '../src/features/context/rows';
import { previewWords, rowName } from '../src/features/list/rowWords';
import { syncWords } from '../src/features/rail/syncWords';
import { bareFile, room, sourceOf } from '../src/features/thread/picture';
import { language } from '../src/i18n/index.svelte';
import { clockFor } from '../src/words/time';
import { FakeDesk } from './fixture/fakeDesk';

const now = new Date('2026-11-23T09:28:00+01:00');
const en = clockFor('en-GB', 'Europe/Warsaw');

describe('the sync state', () => {
  const sync = (state: SyncState, secondsAgo: number | null = 4): SyncView => ({
    state,
    syncedAt: secondsAgo === null ? null : new Date(now.getTime() - secondsAgo * 1_000).toISOString(),
    waiting: 0,
    stuck: 0,
  });

  it('is told in plain sentences', () => {
    const say = (state: SyncState, ago?: number | null) => syncWords(sync(state, ago), now, en).text;
    expect(say({ type: 'idle' })).toBe('Synced just now');
    expect(say({ type: 'idle' }, 47)).toBe('Synced 40 s ago');
    expect(say({ type: 'idle' }, 190)).toBe('Synced 3 min ago');
    expect(say({ type: 'idle' }, 7_300)).toBe('Synced 07:26');
    expect(say({ type: 'idle' }, null)).toBe('Not synced yet');
    expect(say({ type: 'firstSync', done: 320, total: 2_000 })).toBe('First sync: 320 of 2,000');
    expect(say({ type: 'offline', detail: '' })).toBe('Offline. Everything cached still works.');
    expect(say({ type: 'needsLogin' })).toMatch(/^Sign in again/);
    expect(say({ type: 'missingScopes', scopes: ['conversations.read', 'tickets'] })).toMatch(/conversations\.read and tickets/);
    expect(say({ type: 'waiting', seconds: 1 })).toBe('The help desk asks to wait 1 second.');
  });

  it('offers to sync now where that helps, and shows how far the first sync is', () => {
    expect(syncWords(sync({ type: 'offline', detail: 'x' }), now, en)).toMatchObject({ retry: true, detail: 'x' });
    expect(syncWords(sync({ type: 'hubOff' }), now, en).retry).toBe(false);
    expect(syncWords(sync({ type: 'firstSync', done: 3, total: 9 }), now, en).progress).toEqual({ done: 3, total: 9 });
  });
});

describe('a row of the list', () => {
  const preview = (patch: Partial<PreviewView>): PreviewView => ({ kind: 'text', text: '', count: 0, from: 'customer', name: null, ...patch });
  const line = (patch: Partial<PreviewView>) => {
    const { lead, text } = previewWords(preview(patch));
    return lead === null ? text : `${lead} ${text}`;
  };

  it('says what came when nothing was written, and whose it is', () => {
    expect(line({ kind: 'voice' })).toBe('Voice note');
    expect(line({ kind: 'image', count: 2 })).toBe('2 images');
    expect(line({ kind: 'file', text: 'paragon.pdf' })).toBe('paragon.pdf');
    expect(line({ from: 'me', text: 'Już wysyłam.' })).toBe('You: Już wysyłam.');
    expect(line({ kind: 'draft', from: 'me', text: 'Oczywiście' })).toBe('Draft: Oczywiście');
    expect(line({ kind: 'comment', from: 'agent', name: 'Piotr', text: 'Sprawdzam' })).toBe('Comment by Piotr: Sprawdzam');
    language.use('pl');
    expect(line({ kind: 'image', count: 5 })).toBe('5 zdjęć');
    expect(line({ kind: 'sticker' })).toBe('Naklejka');
  });

  it('is named by contact, channel and last message, and by what it shows without words', async () => {
    const { rows } = await new FakeDesk({ now }).call('list', { key: { view: 'open' }, search: null, offset: 0, limit: 8 });
    expect(rowName(rows[0]!, 'Web chat', en, now)).toMatch(/^Anna Nowak, Web chat, .*Czy mam odesłać ten uszkodzony\?, .*3 unread messages, High priority$/);
    expect(rowName(rows[7]!, 'Harbour Messenger', en, now)).toContain('Waiting to be sent');
    expect(rowName({ ...rows[0]!, contact: null }, null, en, now)).toMatch(/^Visitor, /);
  });
});

describe('a property', () => {
  const property = (patch: Partial<PropertyView>): PropertyView => ({ name: 'x', label: 'Label', value: 'v', raw: 'v', kind: 'string', ...patch });

  it('has our own label and words where we know it, and those of the remote where we do not', () => {
    expect(propertyRow(property({ name: 'hs_ticket_priority', raw: 'HIGH', value: 'HIGH', kind: 'enumeration' }), en)).toMatchObject({ label: 'Priority', value: 'High', tone: 'red' });
    expect(propertyRow(property({ name: 'warranty_until', label: 'Warranty until' }), en)).toMatchObject({ label: 'Warranty until', value: 'v' });
    language.use('pl');
    expect(propertyRow(property({ name: 'hs_ticket_priority', raw: 'LOW', kind: 'enumeration' }), en)).toMatchObject({ label: 'Priorytet', value: 'Niski' });
  });

  it('is written by its kind, and as it is when it does not fit its kind', () => {
    expect(propertyRow(property({ kind: 'duration', raw: '540000' }), en).value).toMatch(/^9 mins?$/);
    expect(propertyRow(property({ kind: 'datetime', value: '2026-11-23T08:28:00Z' }), en).value).toBe('23 Nov 2026, 09:28');
    expect(propertyRow(property({ kind: 'datetime', value: 'soon' }), en).value).toBe('soon');
    expect(propertyRow(property({ kind: 'bool', raw: 'true' }), en).value).toBe('Yes');
    expect(propertyRow(property({ kind: 'number', raw: '12500' }), en).value).toBe('12,500');
  });
});

describe('a picture', () => {
  const file = bareFile({ file: 'f 1', usage: 'image', media: 'image', width: 1_600, height: 900 });

  it('gets its room before it is there, within the box and in its own shape', () => {
    expect(room(file)).toEqual({ width: 320, height: 180 });
    expect(room({ ...file, width: 900, height: 3_000 })).toEqual({ width: 90, height: 300 });
    expect(room({ ...file, width: 100, height: 80 })).toEqual({ width: 100, height: 80 });
    expect(room({ ...file, width: null })).toEqual({ width: 240, height: 180 });
  });

  it('comes from the media source, small in the conversation; one that is still to be sent by its hash', () => {
    expect(sourceOf('http://m', file, 'preview')).toBe('http://m/file/f%201?size=preview');
    expect(sourceOf('http://m', file, 'full')).toBe('http://m/file/f%201');
    expect(sourceOf('http://m', { ...file, file: null, hash: 'abc' }, 'full')).toBe('http://m/outgoing/abc');
    expect(sourceOf('http://m', { ...file, file: null }, 'full')).toBeNull();
  });
});
