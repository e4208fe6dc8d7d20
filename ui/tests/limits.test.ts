import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { limitWords, noLimits, refusal, refusalOfAll } from '../src/state/limits';
import { open } from './fixture/openWindow';
import { type } from './fixture/writing';

const harbour = { ...noLimits, fileTypes: ['image/*', 'application/pdf'], mostFiles: 2, largestFile: 2_000, largestTotal: 3_000 };
const file = (mime: string, size: number) => ({ mime, size });

describe('the limits of a channel', () => {
  it('are said in a few words before the drop', () => {
    expect(limitWords(harbour)).toBe('up to 2 files · 2 kB each · 3 kB together · only images and PDF');
    expect(limitWords({ ...noLimits, fileTypes: ['*/*'] })).toBe('');
    expect(limitWords({ ...noLimits, mostFiles: 0 })).toBe('This channel takes no files.');
  });

  it('are checked for type, count, single and total size, each with its own sentence', () => {
    expect(refusal(file('image/png', 2_000), [], harbour)).toBeNull();
    expect(refusal(file('', 1), [], harbour), 'what nobody knows yet is decided by its bytes').toBeNull();
    expect(refusal(file('video/mp4', 1), [], harbour)).toBe('This channel takes only images and PDF.');
    expect(refusal(file('image/png', 2_001), [], harbour)).toBe('Larger than the 2 kB that this channel takes.');
    expect(refusal(file('image/png', 1_500), [file('image/png', 1_501)], harbour)).toBe('Together the files are larger than the 3 kB that this channel takes.');
    expect(refusalOfAll([1, 2, 3].map((size) => file('image/png', size)), harbour)).toBe('This channel takes 2 files in a message.');
    expect(refusal(file('video/mp4', 9e9), [file('a/b', 9e9)], noLimits)).toBeNull();
  });
});

describe('files in the window', () => {
  const picture = (name: string, size = 100, mime = 'image/png') => new File(['x'.repeat(size)], name, { type: mime });

  async function writing() {
    const opened = await open();
    // A conversation of the channel that takes two files.
    await opened.app.triage.open('t1', 'stay');
    const pane = await screen.findByRole('region', { name: 'Write' });
    await vi.waitFor(() => expect(within(pane).getByRole('button', { name: 'Attach file' })).toHaveProperty('disabled', false));
    return { ...opened, pane };
  }

  const drop = (pane: HTMLElement, files: File[]) => fireEvent.drop(pane, { dataTransfer: { types: ['Files'], files } });
  const chips = () => within(screen.getByRole('list', { name: 'Files that go with it' })).getAllByRole('listitem').map((chip) => chip.textContent?.replace(/\s+/g, ' ').trim());


  it('hears the limits before the drop, and a file that does not fit is never uploaded and says why at its place', async () => {
    const { desk, app, pane } = await writing();
    await fireEvent.dragOver(pane, { dataTransfer: { types: ['Files'] } });
    expect(await within(pane).findByText('up to 2 files · 2 kB each · only images and PDF')).toBeTruthy();
    await drop(pane, [picture('a.png'), picture('film.mp4', 10, 'video/mp4'), picture('duzy.png', 2_001), picture('b.png'), picture('c.png')]);
    await vi.waitFor(() => expect(desk.uploads.map(({ upload }) => upload.file.name)).toEqual(['a.png', 'b.png']));
    expect(chips()).toEqual(['a.png', 'film.mp4 This channel takes only images and PDF.', 'duzy.png Larger than the 2 kB that this channel takes.', 'b.png', 'c.png This channel takes 2 files in a message.']);
    expect(screen.queryByRole('button', { name: /^Try .+ again$/ }), 'trying again would change nothing').toBeNull();
    app.composer.switchTo('comment');
    await drop(pane, [picture('film.mp4', 10, 'video/mp4')]);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(3));
  });

  it('can be tried again when the upload failed, and says so when it is no longer there', async () => {
    const { desk, pane } = await writing();
    const gone = picture('gone.png');
    vi.spyOn(gone, 'slice').mockImplementation(() => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }) as unknown as Blob);
    await drop(pane, [picture('a.png'), gone]);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(2));
    for (const one of desk.uploads) one.fail(new CallFailed('internal', 'The disk is full.'));
    await vi.waitFor(() => expect(chips()).toEqual(['a.png The disk is full.', 'gone.png The file is no longer where it was. Attach it again.']));
    expect(screen.queryByRole('button', { name: 'Try gone.png again' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Try a.png again' }));
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(3));
    desk.uploads[2]!.finish({ hash: 'abc', name: 'a.png', mime: 'image/png', size: 100 });
    await vi.waitFor(() => expect(desk.drafts.get('t1')?.reply?.files).toHaveLength(1));
  });

  it('is decided by what its bytes say in the end', async () => {
    const { desk, pane } = await writing();
    await drop(pane, [picture('list', 10, '')]);
    await vi.waitFor(() => expect(desk.uploads).toHaveLength(1));
    desk.uploads[0]!.finish({ hash: 'abc', name: 'list', mime: 'text/plain', size: 10 });
    await vi.waitFor(() => expect(chips()).toEqual(['list This channel takes only images and PDF.']));
    expect(desk.drafts.get('t1')?.reply ?? null).toBeNull();
  });

  it('stop a message that came to a channel which does not take them, until they are removed', async () => {
    const { desk, app, pane } = await writing();
    app.composer.chooseAccount('a3');
    await app.composer.addFile('t1', 'reply', { hash: 'abc', name: 'film.mp4', mime: 'video/mp4', size: 9_000 });
    app.composer.chooseAccount('a2');
    expect(await within(pane).findByText('This channel takes only images and PDF.')).toBeTruthy();
    const box = within(pane).getByRole('textbox', { name: 'Reply' });
    type(box, 'Oto film');
    await fireEvent.keyDown(box, { key: 'Enter' });
    expect(desk.calls('send')).toEqual([]);
    await fireEvent.click(within(pane).getByRole('button', { name: 'Remove film.mp4' }));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')).toHaveLength(1));
  });
});
