import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { PacksView } from '../src/bindings/PacksView';
import type { SnippetView } from '../src/bindings/SnippetView';
import { unresolvedIn } from '../src/words/unresolved';
import { open } from './fixture/openWindow';
import { selectAll, type, written } from './fixture/writing';

const file = { hash: 'abc', name: 'mapa.png', mime: 'image/png', size: 12 };
const snippet = (key: string, title: string, body: string, more: Partial<SnippetView> = {}): SnippetView => ({
  id: `s-${title}`,
  key,
  title,
  body,
  folder: '',
  tags: [],
  language: null,
  files: [],
  file: null,
  shared: null,
  updatedAt: '2026-11-20T10:00:00Z',
  ...more,
});

const kept = [
  snippet('adres', 'Adres sklepu', 'ul. Długa 1', { folder: 'Sklep', files: [file] }),
  snippet('hello', 'Greeting', 'Dear {{ contact.firstname }},'),
  snippet('order', 'Order on its way', 'No. {{Order number}} with {{Carrier}}'),
];

async function writing(mode: 'reply' | 'comment' = 'reply') {
  const opened = await open({}, (desk) => (desk.library.snippets = kept));
  await opened.app.triage.open('t0', 'stay');
  if (mode === 'comment') opened.app.composer.switchTo('comment');
  await vi.waitFor(() => expect(opened.app.snippets.all).toHaveLength(3));
  return { ...opened, box: await screen.findByRole('textbox', { name: mode === 'reply' ? 'Reply' : 'Comment' }) };
}

const send = () => screen.getByRole('button', { name: 'Send' });
const selected = (box: HTMLElement) => {
  const { state } = (box as HTMLElement & { editor: import('@tiptap/core').Editor }).editor;
  return state.doc.textBetween(state.selection.from, state.selection.to);
};

async function choose(item: string) {
  await fireEvent.click(screen.getByRole('button', { name: 'Insert' }));
  await fireEvent.click(await screen.findByRole('menuitem', { name: item }));
}

describe('names that nobody filled in', () => {
  it('are found where the desk finds them', () => {
    expect(unresolvedIn('Dear {{ contact.firstname }}, {{x}}')).toEqual([
      { name: 'contact.firstname', from: 5, to: 28 },
      { name: 'x', from: 30, to: 35 },
    ]);
    for (const plain of ['', '{}', '{{}}', '{{ }}', '{{a\nb}}', '{{ open', 'if (a) {{ b(); } }', '}} {{']) expect(unresolvedIn(plain)).toEqual([]);
    expect(unresolvedIn('{{{{a}}').map((one) => one.name)).toEqual(['a']);
  });

  it('are marked, walked by Tab, and hold the message back until the last is filled in', async () => {
    const { desk, app, box } = await writing();
    app.composer.insert({ text: 'No. {{Order number}} with {{Carrier}}', html: null });
    await vi.waitFor(() => expect(box.querySelectorAll('.blank')).toHaveLength(2));
    expect(send()).toHaveProperty('disabled', true);
    expect(screen.getByText('“Order number” is not filled in yet. Tab goes to it.')).toBeTruthy();
    await fireEvent.keyDown(box, { key: 'Enter' });
    expect(desk.calls('send')).toEqual([]);

    await fireEvent.keyDown(box, { key: 'Tab' });
    expect(selected(box)).toBe('{{Order number}}');
    type(box, '1042');
    await fireEvent.keyDown(box, { key: 'Tab' });
    expect(selected(box)).toBe('{{Carrier}}');
    await fireEvent.keyDown(box, { key: 'Tab', shiftKey: true });
    expect(selected(box), 'the only one left is gone to again').toBe('{{Carrier}}');
    type(box, 'DPD');
    await vi.waitFor(() => expect(send()).toHaveProperty('disabled', false));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.text).toBe('No. 1042 with DPD'));
  });

  it('hold a draft back that was begun before, and let go of it when it is put aside', async () => {
    const { app, box } = await writing();
    app.composer.putBack('reply', { text: 'Hi {{name}}', html: null, replyTo: null, files: [], account: null, email: null, status: null });
    await vi.waitFor(() => expect(app.composer.blanks).toEqual(['name']));
    selectAll(box);
    type(box, 'x');
    expect(app.composer.blanks).toEqual([]);
    const event = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true });
    box.dispatchEvent(event);
    expect(event.defaultPrevented, 'Tab stays in a text with nothing to fill in').toBe(false);
  });
});

describe('a typed sign', () => {
  it('# and a key and a space become what the snippet says', async () => {
    const { box } = await writing();
    type(box, 'A: #HELLO ');
    await vi.waitFor(() => expect(written(box)).toBe('A: Dear Anna,'));
    type(box, ' b#hello #nothing ');
    expect(written(box)).toBe('A: Dear Anna, b#hello #nothing ');
  });

  it('lists what fits, and Enter takes it with its files', async () => {
    const { app, box } = await writing();
    type(box, '/dlug');
    const list = await screen.findByRole('listbox', { name: 'Insert' });
    await vi.waitFor(() => expect(within(list).getAllByRole('option')).toHaveLength(1));
    expect(screen.getByRole('region', { name: 'What it says here' }).textContent).toContain('mapa.png');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(written(box)).toBe('ul. Długa 1'));
    expect(app.composer.draft.files).toEqual([file]);
  });
});

describe('what a typed list offers', () => {
  it('is shown filled for this conversation before it is taken, with what is still to be filled in', async () => {
    const { box } = await writing();
    type(box, '#');
    const list = within(await screen.findByRole('listbox', { name: 'Snippets' }));
    const says = () => screen.getByRole('region', { name: 'What it says here' });
    await fireEvent.keyDown(box, { key: 'ArrowDown' });
    await vi.waitFor(() => expect(says().textContent).toContain('Dear Anna,'));
    expect(list.getByRole('option', { name: /Greeting/ }).getAttribute('aria-describedby')).toBe(says().id);
    await fireEvent.keyDown(box, { key: 'ArrowDown' });
    await vi.waitFor(() => expect([...says().querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['{{Order number}}', '{{Carrier}}']));
    expect(says().textContent).toContain('2 names are still to be filled in');
    expect(list.getByRole('option', { name: /Greeting/ }).getAttribute('aria-describedby')).toBeNull();
  });

  it('has nothing beside it where there is nothing to say: people, emoji', async () => {
    const { box } = await writing('comment');
    type(box, '@');
    await screen.findByRole('listbox');
    expect(screen.queryByRole('region', { name: 'What it says here' })).toBeNull();
  });
});

describe('the picker', () => {
  it('shows what a snippet says here and puts it at the cursor, by keyboard alone', async () => {
    const { box } = await writing('comment');
    type(box, 'Note: ');
    await choose('Snippet');
    const field = await screen.findByRole('combobox', { name: 'Search snippets' });
    expect(document.activeElement).toBe(field);
    await fireEvent.input(field, { target: { value: 'greet' } });
    await vi.waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    const option = screen.getByRole('option', { name: /Greeting/ });
    expect(field.getAttribute('aria-activedescendant')).toBe(option.id);
    await vi.waitFor(() => expect(screen.getByRole('region', { name: 'What it says here' }).textContent).toContain('Dear Anna,'));
    await fireEvent.keyDown(field, { key: 'Enter' });
    await vi.waitFor(() => expect(written(box)).toBe('Note: Dear Anna,'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says where a snippet is wrong instead of inserting it', async () => {
    const { desk, app, box } = await writing();
    desk.library.snippets = [snippet('loop', 'Loop', '{% for x in y %}')];
    await app.snippets.refresh();
    type(box, '#loop ');
    expect(await screen.findByText('“Loop” cannot be inserted. A snippet cannot have a loop (line 1).')).toBeTruthy();
    expect(written(box)).toBe('#loop');
  });
});

describe('the manager', () => {
  const title = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Title' });

  it('creates, changes, duplicates, removes and brings back', async () => {
    const { desk } = await writing();
    await choose('Manage snippets');
    await fireEvent.click(await screen.findByRole('button', { name: 'New snippet' }));
    await vi.waitFor(() => expect(title().value).toBe(''));
    await fireEvent.input(title(), { target: { value: 'Zwrot' } });
    await fireEvent.input(screen.getByRole('textbox', { name: 'Key, typed after #' }), { target: { value: 'zwrot' } });
    const text = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Text' });
    await fireEvent.input(text, { target: { value: 'Dear ' } });
    text.setSelectionRange(5, 5);
    await fireEvent.click(screen.getByRole('button', { name: 'contact.firstname' }));
    await fireEvent.click(screen.getByRole('radio', { name: 'Polski' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(desk.library.snippets.find((one) => one.key === 'zwrot')).toMatchObject({ title: 'Zwrot', body: 'Dear {{ contact.firstname }}', language: 'pl' }));

    await fireEvent.click(screen.getByRole('button', { name: 'Duplicate the snippet' }));
    await vi.waitFor(() => expect(title().value).toBe('Zwrot (copy)'));
    await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(desk.library.snippets).toHaveLength(5));
    await fireEvent.click(screen.getByRole('button', { name: 'Remove the snippet' }));
    await vi.waitFor(() => expect(desk.library.snippets).toHaveLength(4));
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(desk.library.snippets.map((one) => one.title)).toContain('Zwrot (copy)'));
  });

  it('keeps what was written before it shows another, and stays with what cannot be kept', async () => {
    const { desk, app } = await writing();
    await choose('Manage snippets');
    await vi.waitFor(() => expect(title().value).toBe('Adres sklepu'));
    await fireEvent.input(title(), { target: { value: 'Adres' } });
    await fireEvent.click(screen.getByRole('button', { name: /^Greeting/ }));
    await vi.waitFor(() => expect(title().value).toBe('Greeting'));
    expect(desk.library.snippets.map((one) => one.title)).toContain('Adres');

    await fireEvent.input(title(), { target: { value: '' } });
    desk.failures.set('saveSnippet', new CallFailed('notPossible', 'A snippet needs a title.'));
    await fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect((await screen.findByRole('alert')).textContent).toContain('A snippet needs a title.');
    expect(app.panels.dialog).toBe('snippets');
    await fireEvent.click(screen.getByRole('button', { name: 'Put the changes aside' }));
    expect(title().value).toBe('Greeting');
    await fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    await vi.waitFor(() => expect(app.panels.dialog).toBeNull());
  });

  it('is said in Polish when the window is Polish', async () => {
    const { app } = await open({ settings: { locale: 'pl' } }, (desk) => (desk.library.snippets = kept));
    app.panels.dialog = 'snippets';
    expect(await screen.findByRole('dialog', { name: 'Szablony odpowiedzi' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Nowy szablon' })).toBeTruthy();
  });
});

describe('packs', () => {
  const change = { file: '/packs/hours.md', shared: null, title: 'Hours', before: 'Open\n9–17', after: 'Open\n10–18' };
  const broken = { file: '/packs/broken.md', line: 3, kind: 'noColon' as const, detail: 'key' };

  async function packs(more: Partial<PacksView> = {}) {
    const opened = await open({}, (desk) => {
      desk.library.snippets = kept;
      desk.library.packs = { packs: [{ folder: '/packs', snippets: 1, away: false, sharedAs: null, ahead: false }], shared: [], sharing: 'none', troubles: [broken], changes: [change], ...more };
    });
    opened.app.panels.dialog = 'snippets';
    await fireEvent.click(await screen.findByRole('button', { name: 'Packs and import' }));
    await screen.findByText('/packs');
    return opened;
  }

  it('tell what others changed, line by line, and which line of which file is broken', async () => {
    const { desk } = await packs();
    const card = screen.getByRole('article', { name: 'Hours' });
    expect([...card.querySelectorAll('p')].map((line) => line.textContent.replace(/\s+/g, ' ').trim())).toEqual(['Open', '− Gone: 9–17', '+ New: 10–18']);
    expect(screen.getByText('/packs/broken.md, line 3')).toBeTruthy();
    expect(screen.getByText('This line of the head has no colon: key')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Put back what was there' }));
    await vi.waitFor(() => expect(screen.queryByRole('article', { name: 'Hours' })).toBeNull());
    expect(desk.calls('settlePackChange')).toEqual([{ file: '/packs/hours.md', back: true }]);
  });

  it('are added by their path and forgotten; what is refused is said there', async () => {
    const { desk } = await packs();
    const field = screen.getByRole('textbox', { name: 'Full path of a folder' });
    desk.failures.set('addPack', new CallFailed('notFound', 'There is no folder /nowhere.'));
    await fireEvent.input(field, { target: { value: '/nowhere' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect((await screen.findByRole('alert')).textContent).toBe('There is no folder /nowhere.');
    await fireEvent.input(field, { target: { value: '/more' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Add pack' }));
    expect(await screen.findByText('/more')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Forget /more' }));
    await vi.waitFor(() => expect(screen.queryByText('/more')).toBeNull());
  });

  it('are shared with the team, shared again when they changed, and taken away only after a second question', async () => {
    const { desk } = await packs({ sharing: 'share' });
    await fireEvent.click(screen.getByRole('button', { name: 'Share with the team' }));
    const row = within(await screen.findByRole('group', { name: 'packs' }));
    expect(screen.queryByRole('button', { name: 'Share with the team' })).toBeNull();
    desk.library.packs = { ...desk.library.packs, packs: desk.library.packs.packs.map((one) => ({ ...one, ahead: true })) };
    desk.change({ type: 'snippets' });
    await fireEvent.click(await screen.findByRole('button', { name: 'Share the changes' }));
    expect(desk.calls('sharePack')).toEqual([{ folder: '/packs' }, { folder: '/packs' }]);
    const away = row.getByRole('button', { name: 'Take “packs” away from the team' });
    await vi.waitFor(() => expect(away).toHaveProperty('disabled', false));
    await fireEvent.click(away);
    expect(desk.calls('unsharePack')).toEqual([]);
    await fireEvent.click(await screen.findByRole('button', { name: 'Take it away' }));
    await vi.waitFor(() => expect(desk.calls('unsharePack')).toEqual([{ name: 'packs' }]));
  });

  it('of the team cannot be shared by who may only read them, and their changes cannot be put back here', async () => {
    const theirs = { ...change, file: 'Shop/hours.md', shared: 'Shop' };
    await packs({ sharing: 'read', shared: [{ name: 'Shop', changedAt: '2026-11-23T08:28:00Z', own: false, snippets: 1 }], changes: [theirs] });
    expect(screen.getByRole('button', { name: 'Share with the team' })).toHaveProperty('disabled', true);
    expect(screen.getByText(/may read the team's packs, not share any/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /away from the team/ })).toBeNull();
    const card = within(screen.getByRole('article', { name: 'Hours' }));
    expect(card.getAllByRole('button').map((button) => button.textContent?.trim())).toEqual(['Seen']);
  });

  it('mark their snippets in the manager, where those can be read and duplicated but not changed', async () => {
    await open({}, (desk) => (desk.library.snippets = [snippet('hi', 'Hi', 'Hello', { file: 'Shop/hi.md', shared: 'Shop' })])).then(({ app }) => (app.panels.dialog = 'snippets'));
    expect(await screen.findByRole('button', { name: /^Hi.*shared by the team/ })).toBeTruthy();
    const form = within(screen.getByRole('region', { name: 'Snippet' }));
    expect(form.getByText(/in the pack “Shop”/)).toBeTruthy();
    expect(form.getAllByRole<HTMLInputElement>('textbox').every((field) => field.readOnly)).toBe(true);
    expect(form.getAllByRole('button').map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim())).toEqual(['Duplicate the snippet']);
  });

  it('stand beside tables of other help desks', async () => {
    const { desk } = await packs();
    const table = new File(['title,body\na,b\nc,d'], 'old.csv', { type: 'text/csv' });
    await fireEvent.change(screen.getByLabelText('Import a CSV file', { selector: 'input' }), { target: { files: [table] } });
    expect(await screen.findByText('2 snippets were taken in.')).toBeTruthy();
    expect(desk.calls('importSnippets')[0]).toEqual({ name: 'old.csv', table: 'title,body\na,b\nc,d' });
  });
});
