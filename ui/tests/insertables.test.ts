import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import type { InsertableKind } from '../src/bindings/InsertableKind';
import type { InsertablesView } from '../src/bindings/InsertablesView';
import type { SyncState } from '../src/bindings/SyncState';
import { linkWords } from '../src/state/insertables.svelte';
import { insertable } from './fixture/fakeInsertables';
import { open } from './fixture/openWindow';
import { markup, type, written } from './fixture/writing';

const form = insertable('7', 'Formularz zwrotu', { note: 'Dokumenty › Zwroty', file: { name: 'Formularz zwrotu.pdf', mime: 'application/pdf', size: 1_200 } });
const contract = insertable('8', 'Umowa współpracy', { url: null, file: { name: 'Umowa.pdf', mime: 'application/pdf', size: 900 } });
const returns = insertable('1', 'Jak zwrócić zamówienie', { note: 'Zwroty', about: 'Masz 30 dni & kuriera' });
const lamps = insertable('2', 'Lampy <hotel> & kubki', { note: 'L-2026-0412', until: '2026-12-14' });
const old = insertable('3', 'Plecaki', { note: 'L-2026-0371', until: '2026-11-17', expired: true });

/** `t0` is in the web chat, which carries links; `t1` in a messenger that does not. */
async function writing(thread: 't0' | 't1' = 't0', state: SyncState = { type: 'idle' }) {
  const opened = await open({}, (desk) => {
    desk.sync = { ...desk.sync, state };
    desk.insertables.has('document', form, contract);
    desk.insertables.has('article', returns);
    desk.insertables.has('quote', lamps, old);
  });
  await opened.app.triage.open(thread, 'stay');
  const box = await screen.findByRole('textbox', { name: 'Reply' });
  await vi.waitFor(() => expect(screen.getByRole('button', { name: 'Insert' })).toHaveProperty('disabled', false));
  return { ...opened, box };
}

async function choose(item: string) {
  await fireEvent.click(screen.getByRole('button', { name: 'Insert' }));
  await fireEvent.click(await screen.findByRole('menuitem', { name: item }));
  return screen.findByRole('dialog');
}

const options = (dialog: HTMLElement) => within(dialog).queryAllByRole('option').map((one) => one.textContent?.replace(/\s+/g, ' ').trim());
const chips = () => within(screen.getByRole('list', { name: 'Files that go with it' })).getAllByRole('listitem').map((chip) => chip.textContent?.replace(/\s+/g, ' ').trim());

describe('the Insert menu', () => {
  it('has every kind, in the order that reps know', async () => {
    await writing();
    await fireEvent.click(screen.getByRole('button', { name: 'Insert' }));
    const items = (await screen.findAllByRole('menuitem')).map((item) => item.textContent?.trim());
    expect(items).toEqual(['Document', 'Snippet', 'Meeting link', 'Knowledge base article', 'Quote', 'Video', 'Manage snippets']);
  });

  it('opens from a typed / as well, and what is taken goes where it was typed', async () => {
    const { box } = await writing();
    type(box, 'Oto: /know');
    await screen.findByRole('listbox', { name: 'Insert' });
    await fireEvent.keyDown(box, { key: 'Enter' });
    const field = await screen.findByRole('combobox', { name: 'Search articles' });
    await vi.waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    await fireEvent.keyDown(field, { key: 'Enter' });
    await vi.waitFor(() => expect(markup(box)).toBe('<p>Oto: <a href="https://example.com/1">Jak zwrócić zamówienie</a></p>'));
    type(box, ' i');
    expect(markup(box), 'what is typed after it is part of the link').toBe('<p>Oto: <a href="https://example.com/1">Jak zwrócić zamówienie</a> i</p>');
  });

  it('keeps a link apart from the word before it', async () => {
    const { box } = await writing();
    type(box, 'Oto');
    await choose('Knowledge base article');
    const field = await screen.findByRole('combobox', { name: 'Search articles' });
    await vi.waitFor(() => expect(screen.getAllByRole('option').length).toBeGreaterThan(0));
    await fireEvent.keyDown(field, { key: 'Enter' });
    await vi.waitFor(() => expect(markup(box)).toBe('<p>Oto <a href="https://example.com/1">Jak zwrócić zamówienie</a></p>'));
  });
});

describe('the picker', () => {
  it('finds by a few letters and puts a link at the cursor, by keyboard alone', async () => {
    const { desk, box } = await writing();
    type(box, 'Proszę: ');
    const dialog = await choose('Quote');
    const field = await within(dialog).findByRole('combobox', { name: 'Search quotes' });
    expect(document.activeElement).toBe(field);
    expect(desk.calls('lookFor')).toEqual([{ kind: 'quote' }]);
    await vi.waitFor(() => expect(options(dialog)).toEqual(['Lampy <hotel> & kubki L-2026-0412', 'Plecaki Ended']));
    await fireEvent.keyDown(field, { key: 'ArrowDown' });
    const preview = within(dialog).getByRole('region', { name: 'What is inserted' });
    await vi.waitFor(() => expect(preview.textContent).toContain('No longer good: it ended on'));
    await fireEvent.input(field, { target: { value: '0412' } });
    await vi.waitFor(() => expect(options(dialog)).toHaveLength(1));
    await fireEvent.keyDown(field, { key: 'Enter' });
    await vi.waitFor(() => expect(markup(box)).toBe('<p>Proszę: <a href="https://example.com/2">Lampy &lt;hotel&gt; &amp; kubki</a></p>'));
    expect(screen.queryByRole('dialog')).toBeNull();
    await vi.waitFor(() => expect(document.activeElement).toBe(box));
  });

  it('puts title and address beside each other where the channel carries no links', async () => {
    const { box } = await writing('t1');
    const dialog = await choose('Knowledge base article');
    await fireEvent.click(await within(dialog).findByRole('option', { name: /zwrócić/ }));
    await vi.waitFor(() => expect(written(box)).toBe('Jak zwrócić zamówienie: https://example.com/1'));
    expect(linkWords('A', 'https://a.pl', ['bold'])).toEqual({ text: 'A: https://a.pl', html: null });
  });

  it('lets a document go along as a file, by mouse alone, with its progress where files are', async () => {
    const { desk } = await writing();
    const dialog = await choose('Document');
    await within(dialog).findAllByRole('option');
    const [first, second] = within(dialog).getAllByRole('option');
    await fireEvent.click(second!);
    expect(second?.getAttribute('aria-selected')).toBe('true');
    await fireEvent.click(first!);
    await fireEvent.pointerMove(second!);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Attach file' }));
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.files.map((one) => one.name)).toEqual(['Formularz zwrotu.pdf']));
    expect(desk.calls('attachFile'), 'the way to the button chose another file').toEqual([{ file: '7', name: 'Formularz zwrotu.pdf' }]);
    expect(chips()).toEqual(['Formularz zwrotu.pdf 1.2 kB']);
  });

  it('only attaches what customers cannot open, and the limits of the channel hold for it too', async () => {
    const { desk, app } = await writing('t1');
    const dialog = await choose('Document');
    const field = await within(dialog).findByRole('combobox', { name: 'Search documents' });
    await fireEvent.input(field, { target: { value: 'wspolpracy' } });
    await vi.waitFor(() => expect(options(dialog)).toEqual(['Umowa współpracy 900 bytes']));
    expect(within(dialog).getByText(/customers cannot open a link to it/)).toBeTruthy();
    await fireEvent.keyDown(field, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.drafts.get('t1')?.reply?.files).toHaveLength(1));
    app.insertables.attach({ ...form, file: { name: 'film.mov', mime: 'video/quicktime', size: 10 } });
    await vi.waitFor(() => expect(chips()).toEqual(['Umowa.pdf 1.2 kB', 'film.mov This channel takes only images and PDF.']));
    expect(desk.calls('attachFile')).toHaveLength(1);
  });

  it('says why a file could not be fetched, at its place, and can try again', async () => {
    const { desk } = await writing();
    desk.insertables.offline = true;
    const dialog = await choose('Document');
    await within(dialog).findAllByRole('option');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Attach file' }));
    await vi.waitFor(() => expect(chips()).toEqual(['Formularz zwrotu.pdf The server cannot be reached: no network']));
    desk.insertables.offline = false;
    await fireEvent.click(screen.getByRole('button', { name: 'Try Formularz zwrotu.pdf again' }));
    await vi.waitFor(() => expect(chips()).toEqual(['Formularz zwrotu.pdf 1.2 kB']));
  });

  it('keeps a file of this computer, offers it without a network and forgets it again', async () => {
    const { desk } = await writing('t0', { type: 'offline', detail: '' });
    const dialog = await choose('Video');
    const film = new File(['film'], 'Pakowanie.mp4', { type: 'video/mp4' });
    await fireEvent.change(within(dialog).getByLabelText('Add a file of this computer', { selector: 'input' }), { target: { files: [film] } });
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(1));
    const kept = { hash: 'abc', name: 'Pakowanie.mp4', mime: 'video/mp4', size: 4 };
    desk.uploads[0]!.finish(kept);
    await vi.waitFor(() => expect(options(dialog)).toEqual(['Pakowanie.mp4 4 bytes']));
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Attach file' }));
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.files).toEqual([kept]));
    expect(desk.calls('attachFile')).toEqual([]);
    const again = await choose('Video');
    await within(again).findByRole('option');
    await fireEvent.click(within(again).getByRole('button', { name: 'Remove from this list' }));
    await vi.waitFor(() => expect(options(again)).toEqual([]));
  });

  it('shows what came meanwhile without losing the letters', async () => {
    const { desk } = await writing();
    const dialog = await choose('Video');
    const field = await within(dialog).findByRole('combobox', { name: 'Search videos' });
    await fireEvent.input(field, { target: { value: 'lampa' } });
    expect(await within(dialog).findByText('Reading the videos…')).toBeTruthy();
    desk.insertables.has('video', insertable('4', 'Lampa Żuraw'), insertable('5', 'Kubki'));
    desk.change({ type: 'insertables' });
    await vi.waitFor(() => expect(options(dialog)).toHaveLength(1));
    expect(field).toHaveProperty('value', 'lampa');
  });
});

describe('what is not there', () => {
  const missing = { type: 'missingScopes' as const, scopes: ['crm.objects.quotes.read'] };
  const cases: { name: string; state: SyncState; kind: InsertableKind; item: string; view: Partial<InsertablesView> | null; sentence: string }[] = [
    { name: 'is being read', state: { type: 'working' }, kind: 'meeting', item: 'Meeting link', view: null, sentence: 'Reading the meeting links…' },
    { name: 'was never read, and there is no connection', state: { type: 'offline', detail: '' }, kind: 'meeting', item: 'Meeting link', view: null, sentence: 'No meeting links were read yet, and there is no connection. They come with the next sync.' },
    { name: 'is not in the account', state: { type: 'idle' }, kind: 'video', item: 'Video', view: { readAt: '2026-11-23T08:00:00Z', items: [] }, sentence: 'The account has no videos. They are uploaded in HubSpot, under Files.' },
    { name: 'lacks a scope', state: { type: 'idle' }, kind: 'quote', item: 'Quote', view: { trouble: missing }, sentence: 'The token may not read quotes. It lacks the scope crm.objects.quotes.read.' },
    { name: 'is refused', state: { type: 'idle' }, kind: 'article', item: 'Knowledge base article', view: { trouble: { type: 'refused', detail: 'no such endpoint' } }, sentence: 'The articles could not be read: no such endpoint' },
  ];
  it.each(cases)('$name: a sentence says so', async ({ state, kind, item, view, sentence }) => {
    const { desk } = await writing('t0', state);
    desk.insertables.kinds.delete(kind);
    if (view !== null) desk.insertables.kinds.set(kind, view);
    const dialog = await choose(item);
    expect(await within(dialog).findByText(sentence)).toBeTruthy();
    expect(options(dialog)).toEqual([]);
  });

  it('does not hide what was read before, offline and without the scope', async () => {
    const { desk } = await writing('t0', { type: 'offline', detail: '' });
    let dialog = await choose('Document');
    expect(await within(dialog).findByText(/^There is no connection\. Shown is what was read .+ ago\.$/)).toBeTruthy();
    expect(options(dialog)).toHaveLength(2);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    desk.insertables.kinds.set('quote', { items: [lamps], readAt: '2026-11-23T08:00:00Z', trouble: missing, cut: true });
    dialog = await choose('Quote');
    expect(await within(dialog).findByText(/^The token may not read quotes\. It lacks the scope crm\.objects\.quotes\.read\. Shown is what was read/)).toBeTruthy();
    expect(within(dialog).getByText('The account has more: 1 of them is kept here.')).toBeTruthy();
    expect(options(dialog)).toHaveLength(1);
    await fireEvent.input(within(dialog).getByRole('combobox'), { target: { value: 'xyz' } });
    expect(await within(dialog).findByText('Nothing fits these words.')).toBeTruthy();
  });
});
