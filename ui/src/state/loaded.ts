/**
 * A media element with a file in it: the one that the deck plays. It tells its track what happens to it, and nothing more
 * once it was let go.
 *
 * What WebKitGTK needs and no other engine minds: after the end a new place is set and then played from, for setting it alone
 * does nothing; a place is set only once the length is known, for set twice while it loads it freezes an Ogg file for good.
 * That it plays is believed only when its time moves: with some sound servers the first sound comes long after the element
 * says that it plays. And a file that breaks off is no error to it; it waits for the rest for ever, so patience is counted here.
 *
 * With PipeWire and with some PulseAudio sinks a seek now and then leaves the player frozen: the seek is done, it does not
 * pause, and its time stands still (seen in up to six of a hundred seeks; the clock of GStreamer's sink jumps and never comes
 * back). Neither waiting nor seeking again helps, only another player does: `frozen` asks for it. A start can freeze too,
 * with its time at the first moment.
 */
import type { Track } from './track.svelte';

/** What the deck is told of it. */
export interface Happenings {
  ended: () => void;
  /** It can be played no further. */
  failed: () => void;
  /** It is frozen for good; another element would play on. */
  frozen: () => void;
  /** Something outside stopped or started it: a media key, the desktop. */
  stopped: () => void;
  started: () => void;
}

/** How long it may stand still while it is to play, in milliseconds: a busy machine starts slowly. */
const patience = 15_000;
/** The same once the element says that no more bytes come. */
const stallPatience = 4_000;

/** How long a seek may stand still before the player counts as frozen: far longer than one takes that works. */
const thaw = { voice: 160, music: 160, video: 900 };
/** The same for a start. A sound server that plays ahead by much takes up to two seconds until its time moves. */
const startThaw = 3_000;

export class Loaded {
  #life = new AbortController();
  #standing: ReturnType<typeof setTimeout> | null = null;
  #frozen: ReturnType<typeof setTimeout> | null = null;
  /** Where it stood when it was last told to move. */
  #from = 0;
  /** Whether it ever moved. */
  moved = false;

  constructor(
    readonly element: HTMLMediaElement,
    readonly track: Track,
    source: string,
    private readonly tell: Happenings,
  ) {
    // Canvas may read a picture of it, and its bytes come from another origin.
    element.crossOrigin = 'anonymous';
    element.preload = 'auto';
    element.preservesPitch = true;
    element.src = source;
    this.#listen();
  }

  play(rate: number): void {
    const { element, track } = this;
    if (track.over) track.position = 0;
    this.speed(rate);
    this.#wait(track.position);
    // Before its length is known it is set once it is: WebKit freezes when it is set twice while it loads.
    if (element.readyState > 0) this.#goTo(track.position);
    element.play().catch((thrown: unknown) => {
      // Taken back by a pause or another file; anything else comes as an error event too, or is a refusal.
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.tell.stopped();
    });
  }

  pause(): void {
    this.element.pause();
    this.read();
    this.#moves();
  }

  seek(seconds: number): void {
    const { element, track } = this;
    track.position = seconds;
    if (track.playing) this.#wait(seconds);
    // After its end it is set by the next play, before its length is known once it is.
    if (element.ended || element.readyState === 0) return;
    element.currentTime = seconds;
    if (track.playing) this.#watch(seconds, thaw[track.kind]);
  }

  speed(rate: number): void {
    // Loading sets the rate back to the default one.
    this.element.defaultPlaybackRate = rate;
    if (this.element.playbackRate !== rate) this.element.playbackRate = rate;
  }

  /** Takes over where it stands. */
  read(): void {
    const { element, track } = this;
    if (element.readyState === 0 || element.seeking || element.ended) return;
    track.position = element.currentTime;
    if (track.waiting && Math.abs(element.currentTime - this.#from) > 0.01) {
      this.moved = true;
      this.#moves();
    }
    track.buffered = bufferedTo(element);
  }

  /** Lets the element go, with the decoder and the memory behind it. */
  letGo(): void {
    this.read();
    this.#life.abort();
    const { element, track } = this;
    element.pause();
    element.removeAttribute('src');
    element.load();
    element.remove();
    track.playing = false;
    this.#moves();
  }

  #goTo(seconds: number): void {
    if (Math.abs(this.element.currentTime - seconds) > 0.02) this.element.currentTime = seconds;
  }

  /** It is to move on from here. */
  #wait(from: number): void {
    this.#from = from;
    this.track.waiting = true;
    this.#allow(patience);
  }

  /** Looks a moment after a seek or a start whether it goes on. */
  #watch(from: number, moment: number): void {
    const { element, track } = this;
    if (this.#frozen !== null) clearTimeout(this.#frozen);
    this.#frozen = setTimeout(() => {
      this.#frozen = null;
      this.read();
      const stands = Math.abs(element.currentTime - from) < 0.01;
      if (track.playing && track.waiting && stands && !element.paused && element.readyState > 0) this.tell.frozen();
    }, moment);
  }

  #moves(): void {
    this.track.waiting = false;
    for (const timer of [this.#standing, this.#frozen]) if (timer !== null) clearTimeout(timer);
    this.#standing = null;
    this.#frozen = null;
  }

  #allow(milliseconds: number): void {
    if (this.#standing !== null) clearTimeout(this.#standing);
    this.#standing = setTimeout(() => this.tell.failed(), milliseconds);
  }

  #listen(): void {
    const { element, track, tell } = this;
    const on = (type: string, then: () => void) => element.addEventListener(type, then, { signal: this.#life.signal });
    on('loadedmetadata', () => {
      this.#learnLength();
      this.#goTo(track.position);
    });
    on('durationchange', () => this.#learnLength());
    on('timeupdate', () => this.read());
    on('progress', () => (track.buffered = bufferedTo(element)));
    on('waiting', () => {
      if (track.playing) this.#wait(element.currentTime);
    });
    on('playing', () => {
      if (track.playing && track.waiting && this.#frozen === null) this.#watch(this.#from, startThaw);
    });
    on('stalled', () => {
      if (track.playing && track.waiting) this.#allow(stallPatience);
    });
    on('seeked', () => this.read());
    on('ended', () => {
      this.#moves();
      track.position = track.seconds;
      tell.ended();
    });
    on('error', () => tell.failed());
    on('pause', () => {
      // An event tells of the past: by now it may play again.
      if (track.playing && element.paused && !element.ended) tell.stopped();
    });
    on('play', () => {
      if (!track.playing && !element.paused) tell.started();
    });
  }

  #learnLength(): void {
    // A stream without an index has no end that the element knows; what its bytes told before is better than that.
    const { duration } = this.element;
    if (Number.isFinite(duration) && duration > 0) this.track.length = duration;
  }
}

function bufferedTo({ buffered, currentTime }: HTMLMediaElement): number {
  for (let i = 0; i < buffered.length; i++) {
    if (buffered.start(i) <= currentTime + 0.1 && buffered.end(i) >= currentTime) return buffered.end(i);
  }
  return 0;
}
