/**
 * The still picture of a video, drawn by the window because nothing else here decodes video. A video that is on this
 * computer and on screen, and has no still yet, is opened unseen and mute, a picture of its beginning is handed to the media
 * source, and the desk tells of it like of anything else about files.
 *
 * One at a time, and none while a video plays: a decoder costs more than anything else in the window. A video that yields no
 * picture is not tried again before the next start; its player then shows a plain ground.
 */
import type { FileView } from '../bindings/FileView';
import { addressOf } from '../words/fileAddress';

/** The longest side of what is drawn; the media source makes it smaller still. */
const longest = 1_280;
/** Seconds into the video: the first picture is often black. */
const into = 1;
/** How long each step to a picture may take, in milliseconds. */
const patience = 15_000;

export interface Easel {
  /** The start of every media address. */
  media: () => string;
  /** A video plays, so nothing is drawn now. */
  busy: () => boolean;
  /** Makes a picture of the video at an address; fails when there is none. */
  draw?: (address: string, signal: AbortSignal) => Promise<Blob>;
  /** Hands the picture over. */
  hand?: (address: string, picture: Blob) => Promise<void>;
}

export class Posters {
  #waiting = new Map<string, FileView>();
  #tried = new Set<string>();
  #drawing: { key: string; stop: AbortController } | null = null;

  constructor(private readonly easel: Easel) {}

  /** Wants a still of this video while it is on screen. Gives what takes the wish back. */
  want(file: FileView): () => void {
    const address = addressOf(this.easel.media(), file);
    if (address === null || file.still || file.state.type !== 'cached' || this.#tried.has(address)) return () => undefined;
    this.#waiting.set(address, file);
    this.goOn();
    return () => {
      this.#waiting.delete(address);
      if (this.#drawing?.key === address) this.#drawing.stop.abort();
    };
  }

  /** What plays changed: a video that begins stops what is being drawn, and its end lets the next one be drawn. */
  goOn(): void {
    if (this.easel.busy()) {
      this.#drawing?.stop.abort();
      return;
    }
    const key = this.#waiting.keys().next().value;
    if (this.#drawing !== null || key === undefined) return;
    const drawing = { key, stop: new AbortController() };
    this.#drawing = drawing;
    void this.#draw(key, drawing.stop.signal).finally(() => {
      this.#drawing = null;
      this.goOn();
    });
  }

  async #draw(address: string, signal: AbortSignal): Promise<void> {
    const { draw = drawBeginning, hand = handOver } = this.easel;
    try {
      const picture = await draw(address, signal);
      if (!signal.aborted) await hand(`${address}/poster`, picture);
    } catch {
      // No picture: the player does without.
    }
    // One that had to make way still waits for its turn.
    if (signal.aborted) return;
    this.#tried.add(address);
    this.#waiting.delete(address);
  }
}

async function drawBeginning(address: string, signal: AbortSignal): Promise<Blob> {
  const video = document.createElement('video');
  const event = (name: string) => happened(video, name, signal);
  try {
    video.muted = true;
    video.crossOrigin = 'anonymous';
    video.preload = 'auto';
    const ready = event('loadeddata');
    video.src = address;
    await ready;
    const there = event('seeked');
    video.currentTime = Math.min(into, (Number.isFinite(video.duration) ? video.duration : 0) / 10);
    await there;
    return await pictureOf(video);
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

/** Resolves with an event of the video; fails with its error, when it takes too long, and when it is to stop. */
function happened(video: HTMLVideoElement, name: string, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => end(() => reject(new Error(`The video came to no ${name}.`)));
    const come = () => end(resolve);
    const late = setTimeout(fail, patience);
    const end = (then: () => void) => {
      clearTimeout(late);
      video.removeEventListener(name, come);
      video.removeEventListener('error', fail);
      stop.removeEventListener('abort', fail);
      then();
    };
    video.addEventListener(name, come);
    video.addEventListener('error', fail);
    stop.addEventListener('abort', fail);
    if (stop.aborted) fail();
  });
}

function pictureOf(video: HTMLVideoElement): Promise<Blob> {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, longest / Math.max(videoWidth, videoHeight, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) => (blob === null ? reject(new Error('The canvas gave no picture.')) : resolve(blob));
    canvas.toBlob(take, 'image/jpeg', 0.82);
  });
}

async function handOver(address: string, picture: Blob): Promise<void> {
  await fetch(address, { method: 'PUT', headers: { 'Content-Type': 'image/jpeg' }, body: picture });
}
