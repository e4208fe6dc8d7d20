import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { mostText, weigh } from '../src/features/composer/page/paste';
import { allStyles } from '../src/state/styles';
import { open } from './fixture/openWindow';
import { markup, type, written } from './fixture/writing';

async function writing(thread = 't0') {
  const opened = await open();
  await opened.app.triage.open(thread, 'stay');
  return { ...opened, box: await screen.findByRole('textbox', { name: 'Reply' }) };
}

function paste(box: HTMLElement, data: Record<string, string>, files: File[] = []) {
  const types = [...Object.keys(data), ...(files.length > 0 ? ['Files'] : [])];
  return fireEvent.paste(box, { clipboardData: { types, files, getData: (kind: string) => data[kind] ?? '' } });
}

const word = `<html xmlns:o="urn:x"><head><style>p.MsoNormal{margin:0}</style></head><body><!--StartFragment-->
<p class="MsoNormal" style="color:red"><b style="mso-bidi">Cena</b>: <span style="font-style:italic">99 zł</span><o:p></o:p></p>
<h2>Tytuł</h2><table><tr><td>a</td><td>b</td></tr></table><img src="https://evil.example/p.gif"><script>alert(1)</script><!--EndFragment--></body></html>`;

describe('what is pasted', () => {
  it('from Word is reduced to what a message keeps, with a quiet notice', async () => {
    const { box, app } = await writing();
    await paste(box, { 'text/html': word, 'text/plain': 'Cena: 99 zł' });
    expect(markup(box)).toContain('<strong>Cena</strong>: <em>99 zł</em>');
    for (const gone of ['Mso', 'style', 'red', 'script', 'img', 'evil', 'table', '<h2', 'o:p']) expect(markup(box)).not.toContain(gone);
    expect(app.announcer.notes.map((note) => note.text)).toEqual(['Pasted without what a message here cannot show.']);
  });

  it('makes no noise when nothing is lost, and keeps lines and paragraphs of plain text', async () => {
    const { box, app } = await writing();
    await paste(box, { 'text/plain': 'a\r\nb\r\n\r\nc' });
    expect(written(box)).toBe('a\nb\n\nc');
    expect(app.announcer.notes).toEqual([]);
  });

  it('loses its style where the channel shows none, and says so', async () => {
    const { box, app } = await writing('t1');
    await paste(box, { 'text/html': '<p>a <b>b</b></p>', 'text/plain': 'a b' });
    expect(markup(box)).toBe('<p>a b</p>');
    expect(app.announcer.notes).toHaveLength(1);
  });

  it('is not read when it is a bomb of elements: its text is taken', async () => {
    const { box, app } = await writing();
    type(box, 'Zaczęte ');
    const bomb = '<div><b>x</b>'.repeat(200_000);
    await paste(box, { 'text/html': bomb, 'text/plain': 'sam tekst' });
    expect(markup(box)).toBe('<p>Zaczęte sam tekst</p>');
    expect(app.announcer.notes[0]?.text).toContain('only the text was pasted');
  });

  it('of five megabytes is refused with a sentence, and the draft is as it was', async () => {
    const { desk, box, app } = await writing();
    type(box, 'Zaczęte');
    await paste(box, { 'text/html': '', 'text/plain': 'ż'.repeat(5_000_000) });
    expect(written(box)).toBe('Zaczęte');
    expect(app.announcer.notes[0]?.text).toBe('This is too long for a message: at most 100,000 characters can be pasted. Attach it as a file instead.');
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.text).toBe('Zaczęte'));
  });

  it('is a file when a picture was copied, and the text when a table brought a picture of itself', async () => {
    const { desk, box } = await writing();
    const picture = new File(['x'], 'image.png', { type: 'image/png' });
    await paste(box, { 'text/html': '<table><tr><td>a</td></tr></table>', 'text/plain': 'a' }, [picture]);
    expect([written(box), desk.uploads.length]).toEqual(['a', 0]);
    await paste(box, {}, [picture]);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(1));
  });

  it('is asked of the desktop when the page was given nothing, and is a file of the draft if there is a picture', async () => {
    const { desk, box, app } = await writing();
    await paste(box, {});
    expect(app.composer.draft.files).toEqual([]);
    desk.clipboard = { hash: 'c1', name: 'picture-2026-11-28-01-30-00.png', mime: 'image/png', size: 90_000 };
    await paste(box, {});
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.files).toEqual([desk.clipboard]));
    await paste(box, { 'text/plain': 'słowo' });
    expect(written(box)).toBe('słowo');
    expect(app.composer.draft.files).toHaveLength(1);
  });

  it('is no file when the channel does not take the picture that the desktop has', async () => {
    const { desk, app } = await writing();
    await app.triage.open('t1', 'stay');
    desk.clipboard = { hash: 'c1', name: 'picture.png', mime: 'image/png', size: 2_001 };
    await vi.waitFor(() => expect(app.thread.head?.id).toBe('t1'));
    await paste(await screen.findByRole('textbox', { name: 'Reply' }), {});
    await vi.waitFor(() => expect(app.announcer.notes[0]?.text).toBe('Larger than the 2 kB that this channel takes.'));
    expect(app.composer.draft.files).toEqual([]);
  });

  it('is weighed without being parsed', () => {
    const start = performance.now();
    expect(weigh({ html: '<i>'.repeat(3_000_000), text: 'a' }, allStyles)).toBe('plain');
    expect(weigh({ html: '<i>'.repeat(3_000_000), text: '' }, allStyles)).toBe('tooMuch');
    expect(weigh({ html: '', text: 'x'.repeat(mostText + 1) }, allStyles)).toBe('tooMuch');
    expect(performance.now() - start).toBeLessThan(200);
  });
});
