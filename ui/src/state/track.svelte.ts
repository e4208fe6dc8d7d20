/**
 * One recording or video as the rep left it: where it stands, how long it is, whether it was heard to its end. It outlives
 * the message's place on screen, so that a rep who comes back to a conversation goes on where they were.
 */
import type { FileView } from '../bindings/FileView';

export type TrackKind = 'voice' | 'music' | 'video';

/** Where a file was seen: the way back to it. */
export interface Origin {
  thread: string | null;
  message: string;
  /** Who sent it, as it is shown. */
  who: string;
}

/** Why something does not play. */
export type Trouble =
  /** Its bytes are not here and cannot be had now. */
  | 'away'
  | 'gone'
  | 'tooLarge'
  | 'noRoom'
  /** Its bytes are here, and nothing here plays them: a missing codec, or damage. */
  | 'unplayable';

/** How many tracks are remembered; a track is a few numbers. */
const remembered = 1_000;

/** Closer to its end than this counts as over: what remains cannot be heard. */
const rest = 0.05;

export class Track {
  file: FileView;
  /** Seconds from the beginning. */
  position = $state(0);
  /** Seconds in all, once the element told. */
  length = $state<number | null>(null);
  /** The rep wants it to play. */
  playing = $state(false);
  /** It is to play and does not move: it is starting, seeking, or waits for bytes. */
  waiting = $state(false);
  /** It was played to its end. */
  heard = $state(false);
  /** Seconds up to which its bytes are here, from where it stands. */
  buffered = $state(0);
  trouble = $state<Trouble | null>(null);
  /** How many places show it where the rep can see it. */
  inSight = $state(0);

  constructor(
    file: FileView,
    readonly kind: TrackKind,
    public origin: Origin,
  ) {
    this.file = file;
  }

  /** Seconds in all; by its bytes while it was not played yet; 0 while nobody knows. */
  get seconds(): number {
    return this.length ?? this.file.seconds ?? 0;
  }

  get over(): boolean {
    return this.seconds > 0 && this.position >= this.seconds - rest;
  }
}

/** The same name for the same file, wherever it is shown. */
export function trackKey({ file, hash }: FileView): string {
  return hash === null ? `file:${file ?? ''}` : `outgoing:${hash}`;
}

/** All the tracks of a window. */
export class Tracks {
  #all = new Map<string, Track>();

  /** The track of a file: the same one for as long as it is remembered. The one in the deck is never forgotten. */
  of(file: FileView, kind: TrackKind, origin: Origin, current: Track | null): Track {
    const key = trackKey(file);
    let track = this.#all.get(key);
    if (!track || track.kind !== kind) track = new Track(file, kind, origin);
    track.file = file;
    track.origin = origin;
    this.#all.delete(key);
    this.#all.set(key, track);
    if (this.#all.size > remembered) this.#forgetOne(current);
    return track;
  }

  #forgetOne(current: Track | null): void {
    for (const [key, track] of this.#all) {
      if (track === current || track.inSight > 0) continue;
      this.#all.delete(key);
      return;
    }
  }
}
