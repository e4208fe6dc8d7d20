/**
 * The deck: the one thing in the window that plays. Every recording and video has a track that remembers where it stands;
 * one of them is in the deck, with a media element behind it, and starting another puts that one in its place.
 *
 * What is in the deck goes on when its message leaves the screen, by scrolling or because another conversation is opened.
 * It is then shown *aside*: sound in a small bar, a video in a corner of the window. It comes back to its place as soon as
 * that is in sight again, unless the rep put it aside by hand.
 *
 * A file that cannot be played leaves a `trouble` on its track, found out by asking the media source what it has.
 */
import type { FileView } from '../bindings/FileView';
import type { Settings } from '../bindings/Settings';
import { addressOf } from '../words/fileAddress';
import { Loaded } from './loaded';
import { lookAt, troubleOf } from './trouble';
import { type Origin, type Track, type TrackKind, Tracks } from './track.svelte';
import { warm } from './warm';

/** The speeds to choose from. */
export const rates = [1, 1.5, 2] as const;

/** How many elements may be frozen before their first sound until the file counts as one that does not play. */
const chances = 2;

export interface Deck {
  /** The start of every media address. */
  media: () => string;
  /** Where the speeds are kept. */
  settings: { current: Settings; change: (patch: Partial<Settings>) => void };
  /** Told when something else is in the deck, or nothing. */
  onTurn?: () => void;
  /** Told when something does not play. */
  onTrouble?: (track: Track) => void;
  /** Makes what plays. */
  element?: (kind: 'audio' | 'video') => HTMLMediaElement;
  /** Asks the media source for a file; gives the status of its answer, 0 for none. */
  look?: (address: string) => Promise<number>;
}

export class Player {
  /** What is in the deck. */
  current = $state.raw<Track | null>(null);
  /** It is shown beside its message: in the bar, or in the corner. */
  aside = $state(false);
  /** The volume of videos, from 0 to 1. */
  volume = $state(1);
  muted = $state(false);
  #videoRate = $state(1);

  #tracks = new Tracks();
  #loaded: Loaded | null = null;
  /** Put aside by hand: stays there although its message is in sight. */
  #kept = false;
  #frame: number | null = null;
  /** How many elements in a row were frozen before they moved at all. */
  #unmoved = 0;
  /** Where a track's video can be seen, in its message. */
  #places = new Map<Track, HTMLElement>();
  #corner: HTMLElement | null = null;
  /** The types of files of which one was played before, or is about to be. */
  #warm = new Set<string | null>();

  constructor(private readonly deck: Deck) {
    document.addEventListener('visibilitychange', () => this.#follow());
  }

  track(file: FileView, kind: TrackKind, origin: Origin): Track {
    return this.#tracks.of(file, kind, origin, this.current);
  }

  /** The rep is about to play it: the pointer or the focus is on its button. */
  expect({ file, kind }: Track): void {
    const source = addressOf(this.deck.media(), file);
    if (this.#warm.has(file.mime) || source === null) return;
    this.#warm.add(file.mime);
    warm(this.#make(kind), source);
  }

  toggle(track: Track): void {
    if (track.playing) this.pause();
    else this.play(track);
  }

  play(track: Track): void {
    track.trouble = null;
    if (this.#loaded?.track !== track && !this.#load(track)) return;
    track.playing = true;
    this.#loaded?.play(this.rateOf(track));
    if (track.inSight === 0) this.aside = true;
    this.#follow();
  }

  /** Stops what plays and keeps its place: because the rep says so, or because something else must be heard or recorded. */
  pause(): void {
    const { current } = this;
    if (!current) return;
    current.playing = false;
    this.#loaded?.pause();
    this.#follow();
  }

  seek(track: Track, seconds: number): void {
    const to = Math.max(0, Math.min(seconds, track.seconds || seconds));
    if (this.#loaded?.track === track) this.#loaded.seek(to);
    else track.position = to;
  }

  seekBy(track: Track, seconds: number): void {
    this.seek(track, track.position + seconds);
  }

  /** How fast a track plays: voice notes have a speed of their own. */
  rateOf({ kind }: Track): number {
    const { voiceRate, musicRate } = this.deck.settings.current;
    const rate = kind === 'voice' ? voiceRate : kind === 'music' ? musicRate : this.#videoRate;
    return rates.find((one) => one === rate) ?? 1;
  }

  /** To the next speed, beginning again after the fastest; or one step up or down. */
  changeRate(track: Track, to: 'next' | 'faster' | 'slower'): void {
    const at = rates.findIndex((rate) => rate === this.rateOf(track));
    const place = to === 'next' ? (at + 1) % rates.length : Math.max(0, Math.min(rates.length - 1, at + (to === 'faster' ? 1 : -1)));
    const rate = rates[place] ?? 1;
    if (track.kind === 'video') this.#videoRate = rate;
    else this.deck.settings.change(track.kind === 'voice' ? { voiceRate: rate } : { musicRate: rate });
    const { current } = this;
    if (current) this.#loaded?.speed(this.rateOf(current));
  }

  setVolume(volume: number): void {
    this.volume = Math.max(0, Math.min(1, volume));
    this.muted = this.volume === 0;
    this.#applyVolume();
  }

  toggleMuted(): void {
    this.muted = !this.muted;
    if (!this.muted && this.volume === 0) this.volume = 1;
    this.#applyVolume();
  }

  /** A place shows a track. Gives what takes it away: what plays goes on aside, what is paused leaves the deck. */
  showIn(track: Track): { sight: (inSight: boolean) => void; leave: () => void } {
    let seen = true;
    track.inSight++;
    const sight = (inSight: boolean) => {
      if (seen === inSight) return;
      seen = inSight;
      track.inSight += inSight ? 1 : -1;
      this.#sighted(track);
    };
    const leave = () => {
      sight(false);
      if (track.inSight === 0 && track === this.current && !track.playing && !this.aside) this.close();
    };
    this.#sighted(track);
    return { sight, leave };
  }

  /** Says where a track's video belongs while its message is on screen. Gives what takes it back. */
  place(track: Track, element: HTMLElement): () => void {
    this.#places.set(track, element);
    this.#settle();
    return () => {
      if (this.#places.get(track) === element) this.#places.delete(track);
      this.#settle();
    };
  }

  /** Says where a video goes that is shown aside. */
  corner(element: HTMLElement): () => void {
    this.#corner = element;
    this.#settle();
    return () => {
      this.#corner = null;
    };
  }

  /** Puts a video into the corner by hand. */
  putAside(track: Track): void {
    if (this.current !== track) this.play(track);
    this.#kept = true;
    this.aside = true;
    this.#settle();
  }

  /** Takes it back to its message. */
  bringBack(): void {
    this.#kept = false;
    this.aside = this.current?.inSight === 0;
    this.#settle();
  }

  /** Takes what is in the deck out of it. Its track remembers where it stood. */
  close(): void {
    this.#eject();
    this.deck.onTurn?.();
  }

  #eject(): void {
    this.#loaded?.letGo();
    this.#loaded = null;
    this.current = null;
    this.aside = false;
    this.#kept = false;
    this.#follow();
  }

  #load(track: Track): boolean {
    const source = addressOf(this.deck.media(), track.file);
    if (source === null) return false;
    this.#eject();
    this.current = track;
    this.#unmoved = 0;
    this.#mount(track, source);
    this.deck.onTurn?.();
    return true;
  }

  #mount(track: Track, source: string): void {
    this.#warm.add(track.file.mime);
    this.#loaded = new Loaded(this.#make(track.kind), track, source, {
      ended: () => this.#ended(track),
      failed: () => void this.#failed(track, source),
      frozen: () => this.#replace(track, source),
      stopped: () => this.pause(),
      started: () => this.play(track),
    });
    this.#applyVolume();
    this.#settle();
  }

  #make(kind: TrackKind): HTMLMediaElement {
    const make = this.deck.element ?? ((kind) => document.createElement(kind));
    return make(kind === 'video' ? 'video' : 'audio');
  }

  /** Another element takes the place of one that is frozen, and goes on from there. */
  #replace(track: Track, source: string): void {
    const frozen = this.#loaded;
    if (frozen?.track !== track) return;
    this.#unmoved = frozen.moved ? 0 : this.#unmoved + 1;
    if (this.#unmoved > chances) return void this.#failed(track, source);
    const to = track.position;
    frozen.letGo();
    track.position = to;
    this.#mount(track, source);
    this.play(track);
  }

  #ended(track: Track): void {
    track.playing = false;
    track.heard = true;
    this.#follow();
    // Nobody sees it, and it said what it had to say.
    if (this.aside && track.kind !== 'video') this.close();
  }

  async #failed(track: Track, source: string): Promise<void> {
    if (this.current === track) this.close();
    const look = this.deck.look ?? lookAt;
    const status = await look(source);
    // The rep may have tried again meanwhile.
    if (this.current === track) return;
    track.trouble = troubleOf(status);
    this.deck.onTrouble?.(track);
  }

  #sighted(track: Track): void {
    if (track !== this.current) return;
    if (track.inSight === 0 && track.playing) this.aside = true;
    else if (track.inSight > 0 && !this.#kept) this.aside = false;
    this.#settle();
    this.#follow();
  }

  /** Puts the element where it belongs now. Moved within one turn of the event loop, a video goes on playing. */
  #settle(): void {
    const { current } = this;
    const loaded = this.#loaded;
    if (!current || !loaded) return;
    const home = current.kind === 'video' ? this.#homeOf(current) : document.body;
    if (home && loaded.element.parentElement !== home) home.append(loaded.element);
  }

  #homeOf(track: Track): HTMLElement | null {
    const place = this.#places.get(track) ?? null;
    return this.aside ? (this.#corner ?? place) : (place ?? this.#corner);
  }

  #applyVolume(): void {
    if (!this.#loaded || this.#loaded.track.kind !== 'video') return;
    this.#loaded.element.volume = this.volume;
    this.#loaded.element.muted = this.muted;
  }

  /** Reads the time with every frame while somebody sees it move; otherwise the element's own few events are enough. */
  #follow(): void {
    const { current } = this;
    const seen = current?.playing === true && current.inSight > 0 && document.visibilityState === 'visible';
    if (seen && this.#frame === null) this.#frame = requestAnimationFrame(() => this.#tick());
    if (!seen && this.#frame !== null) {
      cancelAnimationFrame(this.#frame);
      this.#frame = null;
    }
  }

  #tick(): void {
    this.#frame = null;
    this.#loaded?.read();
    this.#follow();
  }
}
