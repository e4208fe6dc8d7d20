import { fireEvent, screen, within } from '@testing-library/svelte';
import { getSchema } from '@tiptap/core';
import { describe, expect, it, vi } from 'vitest';

import { addressOf } from '../src/words/address';
import { extensionsFor } from '../src/features/composer/page/extensions';
import { documentOf, isBlank, wordsOf } from '../src/features/composer/page/words';
import { allStyles } from '../src/state/styles';
import { open } from './fixture/openWindow';
import { markup, selectAll, type, written } from './fixture/writing';

const schema = getSchema(extensionsFor(allStyles, () => ''));
const bare = getSchema(extensionsFor([], () => ''));
const readBack = (html: string) => wordsOf(documentOf({ text: '', html }, schema));

const reply = () => screen.findByRole('textbox', { name: 'Reply' });

async function writing(thread = 't0') {
  const opened = await open();
  await opened.app.triage.open(thread, 'stay');
  return { ...opened, box: await reply() };
}

describe('the words of a document', () => {
  it('without style are the text alone, and every line and space of it comes back', () => {
    for (const text of ['', 'Dzień dobry', 'a\nb', 'a\n\nb', 'a\n\n\nb', 'a\n\n\n\nb', '  if (x) {\n    y', 'a\n', '1 < 2 & 3 > 2']) {
      expect(wordsOf(documentOf({ text, html: null }, schema))).toEqual({ text, html: null });
    }
  });

  it('with style are told twice, and the text says what the style meant', () => {
    const html =
      '<p>Proszę <strong>pilnie</strong>:</p><ul><li><p>po pierwsze</p></li><li><p>po drugie</p></li></ul><ol><li><p>a</p></li><li><p>b</p></li></ol><blockquote><p>jeden</p><p>dwa</p></blockquote><p><a href="https://shop.example.com/zwrot">zwrot</a>, <a href="https://shop.example.com">shop.example.com</a></p>';
    expect(readBack(html)).toEqual({
      text: 'Proszę pilnie:\n\n- po pierwsze\n- po drugie\n\n1. a\n2. b\n\n> jeden\n>\n> dwa\n\nzwrot (https://shop.example.com/zwrot), shop.example.com',
      html,
    });
  });

  it('hold nothing that HubSpot does not keep, whatever was in the markup', () => {
    const hostile =
      '<h1 onclick="x()">Tytuł</h1><p style="color:red" class="x">a<script>alert(1)</script><img src="https://evil.example/p.gif" onerror="x()"><a href="javascript:x()">b</a></p><table><tr><td>c</td></tr></table><iframe srcdoc="x"></iframe>';
    const { html, text } = readBack(`${hostile}<p><b>d</b></p>`);
    expect(text).toContain('Tytuł');
    for (const gone of ['script', 'onclick', 'onerror', 'evil', 'style', 'class', 'iframe', '<h1', '<img', '<table']) expect(html).not.toContain(gone);
  });

  it('of a channel without style have none', () => {
    expect(wordsOf(documentOf({ text: '', html: '<p>a <b>b</b></p><ul><li>c</li></ul>' }, bare))).toEqual({ text: 'a b\n\nc', html: null });
  });

  it('are blank when only spaces and line breaks are there', () => {
    expect(isBlank(documentOf({ text: ' \n\n\n ', html: null }, schema))).toBe(true);
    expect(isBlank(documentOf({ text: '', html: '<ul><li>a</li></ul>' }, schema))).toBe(false);
  });
});

describe('an address that a rep types', () => {
  it('is a page, a mail address or a telephone, and nothing that runs', () => {
    expect(['example.com', 'http://a.pl/b?c', 'anna@example.com', 'tel:+48600'].map(addressOf)).toEqual(['https://example.com', 'http://a.pl/b?c', 'mailto:anna@example.com', 'tel:+48600']);
    expect(['', 'zwrot', 'a b.pl', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'].map(addressOf)).toEqual([null, null, null, null, null, null]);
  });
});

describe('the editor', () => {
  it('sends bold text as HTML beside its plain text', async () => {
    const { desk, box } = await writing();
    type(box, 'Wysyłamy ');
    await fireEvent.keyDown(box, { key: 'b', ctrlKey: true });
    type(box, 'dziś');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')).toHaveLength(1));
    expect(desk.calls('send')[0]?.draft).toMatchObject({ text: 'Wysyłamy dziś', html: '<p>Wysyłamy <strong>dziś</strong></p>' });
    expect(written(box)).toBe('');
  });

  it('sends a text without style as text alone', async () => {
    const { desk, box } = await writing();
    type(box, 'Wysyłamy');
    await fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    type(box, 'jutro');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft).toMatchObject({ text: 'Wysyłamy\njutro', html: null }));
  });

  it('begins a paragraph after an empty line where Enter sends, so that what follows can be a list', async () => {
    const { box } = await writing();
    type(box, 'Potrzebne:');
    await fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    await fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    type(box, '- paragon');
    expect(markup(box)).toBe('<p>Potrzebne:</p><ul><li><p>paragon</p></li></ul>');
  });

  it('turns typed Markdown into style', async () => {
    const { box } = await writing();
    type(box, '**ważne** ');
    await vi.waitFor(() => expect(markup(box)).toContain('<strong>ważne</strong>'));
    selectAll(box);
    type(box, '- jeden');
    expect(markup(box)).toContain('<ul><li><p>jeden</p></li></ul>');
  });

  it('never sends while a letter is being composed', async () => {
    const { desk, box } = await writing();
    type(box, 'に');
    await fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
    await fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 });
    expect(desk.calls('send')).toEqual([]);
  });

  it('reads what it shows when the draft is kept, not at every key', async () => {
    const { desk, app, box } = await writing();
    const touch = vi.spyOn(app.composer, 'touch');
    type(box, 'ab');
    expect(app.composer.draft.text).toBe('');
    expect(app.composer.empty).toBe(false);
    expect(touch).toHaveBeenCalledTimes(2);
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.text).toBe('ab'));
    expect(app.composer.draft.text).toBe('ab');
  });

  it('keeps style, undo and the place of each mode apart', async () => {
    const { app, box } = await writing();
    type(box, '**do klienta** ');
    app.composer.switchTo('comment');
    const note = await screen.findByRole('textbox', { name: 'Comment' });
    expect(written(note)).toBe('');
    type(note, 'do zespołu');
    await fireEvent.keyDown(note, { key: 'z', ctrlKey: true });
    expect(written(note), 'undo brought the other draft back').toBe('');
    app.composer.switchTo('reply');
    await vi.waitFor(() => expect(markup(box)).toContain('<strong>do klienta</strong>'));
  });

  it('shows a message that is taken back with its style', async () => {
    const { app, box } = await writing();
    app.composer.putBack('reply', { text: 'pilne', html: '<p><strong>pilne</strong></p>', replyTo: null, files: [], account: null, email: null, status: null });
    await vi.waitFor(() => expect(markup(box)).toBe('<p><strong>pilne</strong></p>'));
  });

  it('takes words at the cursor, in the line, with their style', async () => {
    const { desk, app, box } = await writing();
    type(box, 'Szukaj:  dziękuję');
    app.composer.insert({ text: '#1', html: '<p><em>tu</em></p>' });
    expect(markup(box)).toBe('<p>Szukaj:  dziękuję<em>tu</em></p>');
    selectAll(box);
    app.composer.insert({ text: 'a\nb\n\nc', html: null });
    expect(written(box)).toBe('a\nb\n\nc');
    await app.composer.flush();
    expect(desk.drafts.get('t0')?.reply).toMatchObject({ text: 'a\nb\n\nc', html: null });
  });
});

describe('the style controls', () => {
  const bar = () => screen.findByRole('toolbar', { name: 'Style' });
  const names = async () => within(await bar()).getAllByRole('button').map((button) => button.getAttribute('aria-label'));
  const control = async (name: string) => within(await bar()).getByRole('button', { name });

  it('are those that the channel shows: a channel of plain text has none, and a comment has all', async () => {
    const { app } = await writing();
    const all = ['Bold', 'Italic', 'Underline', 'Bulleted list', 'Numbered list', 'Quoted text', 'Code', 'Link', 'Clear style'];
    expect(await names()).toEqual(all);
    await app.triage.open('t1', 'stay');
    await vi.waitFor(() => expect(screen.queryByRole('toolbar', { name: 'Style' })).toBeNull());
    app.composer.switchTo('comment');
    expect(await names()).toEqual(all);
  });

  it('say where they are on, and give and take style', async () => {
    const { box } = await writing();
    type(box, 'ważne');
    selectAll(box);
    const bold = await control('Bold');
    expect(bold.getAttribute('aria-pressed')).toBe('false');
    await fireEvent.click(bold);
    expect(markup(box)).toBe('<p><strong>ważne</strong></p>');
    await vi.waitFor(() => expect(bold.getAttribute('aria-pressed')).toBe('true'));
    await fireEvent.click(await control('Numbered list'));
    await fireEvent.click(await control('Clear style'));
    expect(markup(box)).toBe('<p>ważne</p>');
  });

  it('are one stop of the Tab key, with arrows within', async () => {
    await writing();
    const stops = async () => within(await bar()).getAllByRole('button').filter((button) => button.tabIndex === 0).map((button) => button.getAttribute('aria-label'));
    expect(await stops()).toEqual(['Bold']);
    (await control('Bold')).focus();
    await fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(await control('Italic'));
    await fireEvent.keyDown(document.activeElement!, { key: 'End' });
    expect(document.activeElement).toBe(await control('Clear style'));
    expect(await stops()).toEqual(['Clear style']);
  });

  it('leave the text in place when the rep goes on through a channel that shows less, and the style is there on the way back', async () => {
    const { desk, app } = await writing('t1');
    app.composer.chooseAccount('a3');
    await bar();
    const box = await reply();
    type(box, '**mocne** ');
    await vi.waitFor(async () => expect(markup(await reply())).toContain('<strong>'));
    app.composer.chooseAccount('a2');
    await vi.waitFor(async () => expect(markup(await reply())).toBe('<p>mocne </p>'));
    expect(await reply(), 'whoever is in the text field stays in it').toBe(box);
    await fireEvent.keyDown(await reply(), { key: 'b', ctrlKey: true });
    expect(markup(await reply()), 'a key gives no style either').toBe('<p>mocne </p>');
    app.composer.chooseAccount('a3');
    await vi.waitFor(async () => expect(markup(await reply())).toContain('<strong>'));
    await app.composer.flush();
    expect(desk.drafts.get('t1')?.reply?.html).toContain('<strong>mocne</strong>');
  });

  it('make a link from the keyboard, which says what is wrong with an address and takes the link off again', async () => {
    const { box } = await writing();
    type(box, 'zwrot');
    selectAll(box);
    await fireEvent.keyDown(box, { key: 'K', code: 'KeyK', ctrlKey: true, shiftKey: true });
    const dialog = within(await screen.findByRole('dialog', { name: 'Link' }));
    const address = dialog.getByRole('textbox', { name: 'Address' });
    await fireEvent.input(address, { target: { value: 'javascript:alert(1)' } });
    await fireEvent.click(dialog.getByRole('button', { name: 'Save link' }));
    expect(dialog.getByRole('alert').textContent).toContain('no address');
    await fireEvent.input(address, { target: { value: 'shop.example.com/zwrot' } });
    await fireEvent.click(dialog.getByRole('button', { name: 'Save link' }));
    await vi.waitFor(() => expect(markup(box)).toBe('<p><a href="https://shop.example.com/zwrot">zwrot</a></p>'));
    await fireEvent.click(await control('Link'));
    const again = within(await screen.findByRole('dialog', { name: 'Link' }));
    await fireEvent.click(again.getByRole('button', { name: 'Remove link' }));
    await vi.waitFor(() => expect(markup(box)).toBe('<p>zwrot</p>'));
  });

  it('go on to the next item of a list with Shift+Enter where Enter sends, and out of it from an empty one', async () => {
    const { desk, box } = await writing();
    type(box, '- jeden');
    await fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    type(box, 'dwa');
    await fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    await fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    type(box, 'koniec');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.text).toBe('- jeden\n- dwa\n\nkoniec'));
  });
});
