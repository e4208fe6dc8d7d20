/** Stills of videos: one at a time, none while a video plays, none twice. */
import { describe, expect, it } from 'vitest';

import type { FileView } from '../src/bindings/FileView';
import { bareFile } from '../src/features/thread/picture';
import { Posters } from '../src/state/posters';

const video = (id: string, more: Partial<FileView> = {}): FileView => bareFile({ file: id, media: 'video', state: { type: 'cached' }, ...more });
const rest = () => new Promise((done) => setTimeout(done));

interface Drawing {
  address: string;
  signal: AbortSignal;
  finish: () => void;
  fail: () => void;
}

function made() {
  const drawings: Drawing[] = [];
  const handed: string[] = [];
  const at = { busy: false };
  const posters = new Posters({
    media: () => 'http://m',
    busy: () => at.busy,
    draw: (address, signal) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error('no picture'));
        signal.addEventListener('abort', fail);
        drawings.push({ address, signal, finish: () => resolve(new Blob(['jpeg'])), fail });
      }),
    hand: (address) => Promise.resolve(void handed.push(address)),
  });
  return { posters, drawings, handed, at };
}

describe('a still', () => {
  it('is drawn of one video after the other, and handed to the media source', async () => {
    const { posters, drawings, handed } = made();
    posters.want(video('a'));
    posters.want(video('b'));
    expect(drawings.map(({ address }) => address)).toEqual(['http://m/file/a']);
    drawings[0]?.finish();
    await rest();
    expect(handed).toEqual(['http://m/file/a/poster']);
    expect(drawings.map(({ address }) => address)).toEqual(['http://m/file/a', 'http://m/file/b']);
  });

  it('is not drawn of a video that has one, or that is not here', () => {
    const { posters, drawings } = made();
    posters.want(video('a', { still: true }));
    posters.want(video('b', { state: { type: 'absent' } }));
    posters.want(video('c', { file: null }));
    expect(drawings).toEqual([]);
  });

  it('makes way for a video that plays, and is drawn after it', async () => {
    const { posters, drawings, handed, at } = made();
    posters.want(video('a'));
    at.busy = true;
    posters.goOn();
    await rest();
    expect([drawings[0]?.signal.aborted, handed]).toEqual([true, []]);
    posters.want(video('b'));
    expect(drawings).toHaveLength(1);
    at.busy = false;
    posters.goOn();
    expect(drawings[1]?.address).toBe('http://m/file/a');
  });

  it('is not tried again where none could be drawn', async () => {
    const { posters, drawings, handed } = made();
    const leave = posters.want(video('a'));
    drawings[0]?.fail();
    await rest();
    leave();
    posters.want(video('a'));
    await rest();
    expect([drawings.length, handed]).toEqual([1, []]);
  });

  it('is given up when its video leaves the screen, and the next one is drawn', async () => {
    const { posters, drawings } = made();
    const leave = posters.want(video('a'));
    posters.want(video('b'));
    leave();
    await rest();
    expect(drawings.map(({ address, signal }) => [address, signal.aborted])).toEqual([
      ['http://m/file/a', true],
      ['http://m/file/b', false],
    ]);
    // It was not its fault: back on screen it has its turn.
    posters.want(video('a'));
    drawings[1]?.finish();
    await rest();
    expect(drawings[2]?.address).toBe('http://m/file/a');
  });
});
