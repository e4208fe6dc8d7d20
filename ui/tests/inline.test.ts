/** Pictures that stand in the text: in the editor, in the draft, in what was sent; and what becomes of them elsewhere. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { getSchema, type Editor } from '@tiptap/core';
import { closeHistory } from '@tiptap/pm/history';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { DraftFile } from '../src/bindings/DraftFile';
import { extensionsFor } from '../src/features/composer/page/extensions';
import { weigh } from '../src/features/composer/page/paste';
import { documentOf, isBlank, wordsOf } from '../src/features/composer/page/words';
import { filesBeside, picturesIn, TakenOut, withoutPictures } from '../src/state/pictures';
import { allStyles } from '../src/state/styles';
import { open } from './fixture/openWindow';
import { type, written } from './fixture/writing';

afterEach(cleanup);

const mug: DraftFile = { hash: 'a1', name: 'mug.png', mime: 'image/png', size: 1_200 };
const plan: DraftFile = { hash: 'b2', name: 'plan.pdf', mime: 'application/pdf', size: 9_000 };
const html = '<p>This: <img data-file="a1">!</p>';
const draft = { text: 'This: [mug.png]!', html, replyTo: null, files: [mug, plan], account: null, email: null, status: null };

describe('pictures of a draft', () => {
  it('are those that its text names, and the others go beside it', () => {
    expect(picturesIn(html)).toEqual(['a1']);
    expect(picturesIn(null)).toEqual([]);
    expect(filesBeside(draft)).toEqual([plan]);
    expect(withoutPictures(draft)).toEqual({ text: 'This: !', html: '<p>This: !</p>' });
  });

  it('leave it when they are deleted from the text, and come back when that is undone', () => {
    const out = new TakenOut();
    const without = out.follow(draft, { text: 'This: !', html: null });
    expect(without).toEqual([plan]);
    expect(out.follow({ ...draft, html: null, files: without }, draft)).toEqual([plan, mug]);
    expect(out.follow({ ...draft, html: null, files: [mug] }, { text: 'a', html: null }), 'one beside the text stays').toEqual([mug]);
  });

  it('are read back by the editor when the draft has them, and by no other', () => {
    const shelf = { nameOf: (hash: string) => (hash === 'a1' ? 'mug.png' : null), sourceOf: (hash: string) => hash };
    const words = (schema: ReturnType<typeof getSchema>, markup: string) => wordsOf(documentOf({ text: '', html: markup }, schema));
    const schema = getSchema(extensionsFor([], () => '', shelf));
    const stranger = '<img data-file="zz"><img src="https://evil.example/p.gif">';
    expect(words(schema, html.replace('!', stranger))).toEqual({ text: 'This: [mug.png]', html: '<p>This: <img data-file="a1"></p>' });
    expect(isBlank(documentOf({ text: '', html: '<p><img data-file="a1"></p>' }, schema))).toBe(false);
    expect(words(getSchema(extensionsFor(allStyles, () => '')), html)).toEqual({ text: 'This: !', html: null });
  });

  it('are copied from a draft without a notice that something was left behind', () => {
    expect(weigh({ html: '<p>a <img data-file="a1"></p>', text: 'a' }, allStyles)).toBe('whole');
    expect(weigh({ html: '<p>a <img src="x" data-x="<img data-file="></p>', text: 'a' }, allStyles)).toBe('reduced');
  });
});

describe('in the window', () => {
  async function writing(thread = 't0') {
    const opened = await open();
    await opened.app.triage.open(thread, 'stay');
    const box = await screen.findByRole('textbox', { name: 'Reply' });
    await vi.waitFor(() => expect(opened.app.composer.page?.pictures).toBe(thread === 't0'));
    return { ...opened, box: screen.getByRole('textbox', { name: 'Reply' }) ?? box };
  }

  const shown = (box: HTMLElement) => within(box).queryAllByRole('img').map((image) => [image.getAttribute('alt'), image.getAttribute('src')]);
  const paste = (box: HTMLElement, files: File[]) => fireEvent.paste(box, { clipboardData: { types: ['Files'], files, getData: () => '' } });
  const png = () => new File(['x'], 'mug.png', { type: 'image/png' });

  it('a pasted picture stands where it was pasted, is kept with the draft and goes with the message', async () => {
    const { desk, app, box } = await writing();
    type(box, 'This: ');
    await paste(box, [png()]);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(1));
    desk.uploads[0]?.finish(mug);
    await vi.waitFor(() => expect(shown(box)).toEqual([['mug.png', 'http://127.0.0.1:4711/k/secret/outgoing/a1?size=preview']]));
    type(box, '!');
    await app.composer.flush();
    expect(desk.drafts.get('t0')?.reply).toMatchObject({ text: 'This: [mug.png]!', html, files: [mug] });
    expect(within(screen.getByRole('list', { name: 'Files that go with it' })).getByText('in the text · 1.2 kB')).toBeTruthy();
    await app.triage.send(null);
    expect(desk.calls('send')[0]?.draft).toMatchObject({ html, files: [mug] });
  });

  it('dropped on the text a picture stands in it, and beside the text it goes along as a file', async () => {
    const { desk, box } = await writing();
    // Nothing has a place here.
    vi.spyOn((box as HTMLElement & { editor: Editor }).editor.view, 'posAtCoords').mockReturnValue({ pos: 1, inside: 0 });
    const drop = (on: Element) => fireEvent.drop(on, { dataTransfer: { types: ['Files'], files: [png()], getData: () => '' } });
    await drop(document.querySelector('.composer')!);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(1));
    desk.uploads[0]?.finish(mug);
    await vi.waitFor(() => expect(screen.getByText('mug.png')).toBeTruthy());
    expect(shown(box)).toEqual([]);
    await drop(box);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(2));
    desk.uploads[1]?.finish({ ...mug, hash: 'c3' });
    await vi.waitFor(() => expect(shown(box)).toHaveLength(1));
  });

  it('a picture of a draft is shown in its place when the conversation is opened again', async () => {
    const opened = await open({}, (desk) => desk.drafts.set('t0', { reply: draft, comment: null }));
    await opened.app.triage.open('t1', 'stay');
    await opened.app.triage.open('t0', 'stay');
    await vi.waitFor(() => expect(shown(screen.getByRole('textbox', { name: 'Reply' }))).toHaveLength(1));
    expect(opened.app.composer.draft).toEqual(draft);
    expect(opened.app.announcer.notes).toEqual([]);
  });

  it('deleted from the text it leaves the draft, and undo brings it back; an attached one is put there by its button', async () => {
    const { desk, app, box } = await writing();
    await app.composer.addFile('t0', 'reply', mug);
    await app.composer.addFile('t0', 'reply', plan);
    expect(shown(box)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Put mug.png in the text' }));
    await app.composer.flush();
    expect(desk.drafts.get('t0')?.reply?.html).toBe('<p><img data-file="a1"></p>');
    const { editor } = box as HTMLElement & { editor: Editor };
    // As after a pause.
    editor.view.dispatch(closeHistory(editor.state.tr));
    editor.commands.clearContent(true);
    await app.composer.flush();
    expect(desk.drafts.get('t0')?.reply?.files).toEqual([plan]);
    editor.commands.undo();
    await app.composer.flush();
    expect(desk.drafts.get('t0')?.reply?.files.map((file) => file.hash).sort()).toEqual(['a1', 'b2']);
    await fireEvent.click(screen.getByRole('button', { name: 'Remove mug.png' }));
    await app.composer.flush();
    expect([shown(box), desk.drafts.get('t0')?.reply?.files]).toEqual([[], [plan]]);
  });

  it('on a channel that shows none it goes along as a file, with a notice, and so does one that stood there before', async () => {
    const { desk, app, box } = await writing('t1');
    await paste(box, [png()]);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(1));
    desk.uploads[0]?.finish(mug);
    await vi.waitFor(() => expect(app.composer.draft.files).toEqual([mug]));
    const notice = 'This channel shows no pictures in a text: they go along as files.';
    expect([shown(box), app.announcer.notes.map((note) => note.text)]).toEqual([[], [notice]]);
    expect(screen.queryByRole('button', { name: 'Put mug.png in the text' })).toBeNull();

    for (const { id } of app.announcer.notes) app.announcer.dismiss(id);
    app.composer.chooseAccount('a3');
    await vi.waitFor(() => expect(app.composer.page?.pictures).toBe(true));
    await fireEvent.click(await screen.findByRole('button', { name: 'Put mug.png in the text' }));
    await app.composer.flush();
    app.composer.chooseAccount('a2');
    await vi.waitFor(() => expect(app.composer.page?.pictures).toBe(false));
    await app.composer.flush();
    expect(app.composer.draft).toMatchObject({ text: '', files: [mug] });
    expect(picturesIn(app.composer.draft.html)).toEqual([]);
    expect(written(screen.getByRole('textbox', { name: 'Reply' }))).toBe('');
    expect(app.announcer.notes.map((note) => note.text)).toEqual([notice]);
  });

  it('a redacted picture stands where the original stood', async () => {
    const { desk, app, box } = await writing();
    await app.composer.files.add('t0', 'reply', mug, true);
    await app.composer.flush();
    await app.composer.files.redact('a1', []);
    await vi.waitFor(() => expect(shown(box)[0]?.[1]).toContain('/outgoing/redacted-a1?'));
    type(box, 'x');
    await app.composer.flush();
    expect(desk.drafts.get('t0')?.reply).toMatchObject({ html: '<p><img data-file="redacted-a1">x</p>', files: [{ hash: 'redacted-a1' }] });
  });
});
