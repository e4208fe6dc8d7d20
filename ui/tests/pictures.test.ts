/** Pictures before they are there: their room, their colours, their order, and how they lie on the stage. */
import { describe, expect, it } from 'vitest';

import { placeholderOf } from '../src/components/placeholder';
import { albumOf } from '../src/features/thread/album';
import { lightboxAction } from '../src/features/thread/lightboxKeys';
import { bareFile, gridOf, isHopeless, room, roomKept, rowsOf, sourceOf, stillOf } from '../src/features/thread/picture';
import { fitting, isWhole, moved, resized, spun, toggled, whole, zoomed, type Scene } from '../src/features/thread/view';
import { paper, picture, pictureStory, thumbhash } from './fixture/pictureStory';

const now = new Date('2026-11-23T09:28:00+01:00');

describe('the colours of a picture', () => {
  it('are drawn in the shape of the picture, once', () => {
    const address = placeholderOf(thumbhash);
    expect(address).toMatch(/^data:image\/png;base64,/);
    expect(placeholderOf(thumbhash)).toBe(address);
    // Width and height stand in the head of a PNG.
    const bytes = Uint8Array.from(atob(address!.split(',')[1]!), (letter) => letter.charCodeAt(0));
    const [width, height] = [bytes[19]!, bytes[23]!];
    expect(Math.max(width, height)).toBe(32);
    expect(width).toBeGreaterThan(height);
  });

  it('are none where the hash says nothing', () => {
    for (const hash of [null, '', 'AA', '***', 'A'.repeat(400)]) expect(placeholderOf(hash)).toBeNull();
  });
});

describe('the room of a picture', () => {
  const file = bareFile({ file: 'f', media: 'image', width: 1_600, height: 900 });

  it('keeps its height when its size is learnt while it is on screen, so that nothing around it moves', () => {
    const before = roomKept({ ...file, width: null, height: null });
    for (const [width, height] of [[1_600, 900], [900, 1_600], [6_000, 400], [20, 20]] as const) {
      const after = roomKept({ ...file, width, height });
      expect(after.height).toBe(before.height);
      expect(after.width).toBeLessThanOrEqual(320);
      expect(after.width).toBeGreaterThanOrEqual(48);
    }
    expect(roomKept({ ...file, width: 900, height: 900 })).toEqual({ width: 180, height: 180 });
  });

  it('is its own from the start when its size is known', () => {
    expect(room(file)).toEqual({ width: 320, height: 180 });
  });

  it('shows the small still where there is one, and the whole where there is none', () => {
    expect(stillOf('http://m', { ...file, still: true })).toBe('http://m/file/f?size=preview');
    expect(stillOf('http://m', file)).toBe('http://m/file/f');
    expect(sourceOf('http://m', { ...file, file: 'sent', hash: 'abc' }, 'preview')).toBe('http://m/outgoing/abc?size=preview');
  });

  it('is for nothing that will never be shown', () => {
    expect([isHopeless(file), isHopeless({ ...file, unshown: 'damaged' }), isHopeless({ ...file, state: { type: 'gone' } })]).toEqual([false, true, true]);
  });
});

describe('pictures of one message', () => {
  it('stand together when they follow each other, and everything else stays in its order', () => {
    const attachments = [picture('a'), picture('b'), paper('x.pdf'), picture('c'), paper('y.pdf'), picture('d'), picture('e'), picture('f')];
    const rows = rowsOf(attachments, attachments.map((one) => one.as === 'file' && one.media === 'image'));
    expect(rows.map((row) => (row.type === 'grid' ? row.files.map((file) => file.file).join('') : row.at))).toEqual(['ab', 2, 3, 4, 'def']);
    expect(rows.map((row) => row.at)).toEqual([0, 2, 3, 4, 5]);
  });

  it('are four at most in sight', () => {
    expect([2, 3, 4, 9].map((count) => gridOf(count).length)).toEqual([2, 3, 4, 4]);
  });
});

describe('the album of a conversation', () => {
  it('has every picture in the order of the conversation, each in its own place, the same file twice too', () => {
    const messages = pictureStory('Anna Nowak', now);
    messages.push({ ...messages[0]!, key: { where: 'remote', id: 'again' } });
    const album = albumOf(messages, (file) => file);
    expect(album.slice(0, 5).map(({ file }) => file.name)).toEqual(['one.jpg', 'two.jpg', 'three.jpg', 'four.jpg', 'five.jpg']);
    expect(new Set(album.map(({ place }) => place)).size).toBe(album.length);
    expect(album.filter(({ file }) => file.file === 'one').map(({ place }) => place)).toEqual(['p0/0', 'again/0']);
    expect(album.at(-2)?.from).toEqual({ name: 'Marta Król', outside: false });
    expect(album[0]?.from).toEqual({ name: 'Anna Nowak', outside: true });
    expect(album.some(({ file }) => file.media !== 'image')).toBe(false);
  });

  it('follows what is learnt of its files', () => {
    const messages = pictureStory('Anna Nowak', now).slice(0, 1);
    expect(albumOf(messages, (file) => ({ ...file, media: 'document' }))).toEqual([]);
  });
});

describe('a picture on the stage', () => {
  const scene: Scene = { picture: { width: 4_000, height: 2_000 }, stage: { width: 1_000, height: 800 } };

  it('is whole at first, and a small one is not blown up', () => {
    expect(whole(scene)).toEqual({ scale: 0.25, x: 0, y: 0, turn: 0 });
    expect(fitting({ ...scene, picture: { width: 40, height: 40 } }, 0)).toBe(1);
  });

  it('grows around the point that is pointed at', () => {
    const point = { x: 100, y: -50 };
    const near = zoomed(whole(scene), scene, 4, point);
    // What was under the point: its distance from the picture's middle, in the picture's own pixels.
    const under = (view: { scale: number; x: number; y: number }) => [(point.x - view.x) / view.scale, (point.y - view.y) / view.scale];
    expect(near.scale).toBe(1);
    expect(under(near)[0]).toBeCloseTo(under(whole(scene))[0]!);
    expect(under(near)[1]).toBeCloseTo(under(whole(scene))[1]!);
  });

  it('never becomes smaller than whole nor larger than eight times, and never leaves the stage', () => {
    expect(zoomed(whole(scene), scene, 0.01)).toEqual(whole(scene));
    const closest = zoomed(whole(scene), scene, 1_000);
    expect(closest.scale).toBe(8);
    const far = moved(closest, scene, { x: 1e9, y: -1e9 });
    expect([far.x, far.y]).toEqual([(4_000 * 8 - 1_000) / 2, -(2_000 * 8 - 800) / 2]);
    expect(moved(whole(scene), scene, { x: 50, y: 50 })).toEqual(whole(scene));
  });

  it('is turned by quarters and is whole again in its new shape', () => {
    const right = spun(whole(scene), scene, 1);
    expect(right).toEqual({ scale: 0.2, x: 0, y: 0, turn: 1 });
    expect(spun(right, scene, -1).turn).toBe(0);
    expect(spun(whole(scene), scene, -1).turn).toBe(3);
  });

  it('goes pixel for pixel and back with a double click', () => {
    const near = toggled(whole(scene), scene, { x: 0, y: 0 });
    expect(near.scale).toBe(1);
    expect(toggled(near, scene, { x: 0, y: 0 })).toEqual(whole(scene));
    const small = { ...scene, picture: { width: 100, height: 100 } };
    expect(toggled(whole(small), small, { x: 0, y: 0 }).scale).toBe(2);
  });

  it('stays whole when the window changes, and as close as it was otherwise', () => {
    const smaller = { ...scene, stage: { width: 500, height: 400 } };
    expect(isWhole(resized(whole(scene), scene, smaller), smaller)).toBe(true);
    expect(resized(zoomed(whole(scene), scene, 4), scene, smaller).scale).toBe(1);
  });
});

describe('keys over a picture', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });

  it('go through the pictures with arrows, and move the picture with them once it is larger than the stage', () => {
    expect(lightboxAction(press('ArrowRight'), false)).toBe('next');
    expect(lightboxAction(press('ArrowLeft'), false)).toBe('previous');
    expect(lightboxAction(press('ArrowRight'), true)).toEqual({ pan: { x: -80, y: 0 } });
    expect(lightboxAction(press('PageDown'), true)).toBe('next');
  });

  it('zoom, turn, copy and save', () => {
    const means = (key: string, more = {}) => lightboxAction(press(key, more), false);
    expect([means('+'), means('='), means('-'), means('0'), means('r'), means('R', { shiftKey: true })]).toEqual(['closer', 'closer', 'farther', 'whole', 'turnRight', 'turnLeft']);
    expect([means('c', { ctrlKey: true }), means('s', { metaKey: true }), means('c'), means('r', { altKey: true }), means('C', { ctrlKey: true, shiftKey: true })]).toEqual(['copy', 'save', null, null, null]);
  });
});
