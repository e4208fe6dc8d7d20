/** The first player of a type is made ready when the rep comes near a button that plays, once. */
import { beforeEach, describe, expect, it } from 'vitest';

import { element, made } from './fixture/deck';
import { FakeElement } from './fixture/fakeElement';

beforeEach(() => {
  FakeElement.made = [];
});

describe('coming near a button that plays', () => {
  it('loads that file in a player that nobody hears, lets it go, and does so once', () => {
    const { player, track } = made();
    const [a, b] = [track('a'), track('b')];
    player.expect(a);
    expect([element().src, element().preload, element().muted, element().paused]).toEqual(['http://m/file/a', 'auto', true, true]);
    // Nothing of it is seen: nothing plays, and nothing is in the deck.
    expect([player.current, a.playing, a.waiting]).toEqual([null, false, false]);
    element().tell('canplay');
    expect(element().src).toBe('');
    player.expect(b);
    player.expect(a);
    expect(FakeElement.made).toHaveLength(1);
    player.expect(track('c', 'video', { mime: 'video/mp4' }));
    expect(FakeElement.made.map((one) => one.kind)).toEqual(['audio', 'video']);
  });

  it('lets it go too when the file does not play, and leaves that to be said when it is played', () => {
    const { player, track } = made();
    const note = track('a');
    player.expect(note);
    element().fail(4);
    expect([element().src, note.trouble]).toEqual(['', null]);
  });

  it('is not needed any more once something was played', () => {
    const { player, track } = made();
    const [a, b] = [track('a'), track('b')];
    player.play(a);
    player.expect(b);
    expect(FakeElement.made).toHaveLength(1);
  });
});
