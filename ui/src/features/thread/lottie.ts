/**
 * Plays Lottie stickers: vector drawings that move, described in JSON that a customer sent.
 *
 * The player is dotLottie (ThorVG compiled to WebAssembly, drawing into a canvas) and not lottie-web (JavaScript, making an
 * SVG). Both were tried in WebKitGTK, which paints without a GPU on many desktops: twenty stickers of twenty layers ran at
 * 15 frames a second here and at 7 there, eight at 26 and 15, and every further one takes no further memory here while SVG
 * took up to 80 MB. Besides, nothing of the customer's data becomes part of the page: it stays inside the WebAssembly
 * memory, and pixels come out. The price is `'wasm-unsafe-eval'` in the content policy, which lets the page compile
 * WebAssembly of its own and nothing else. The player's code and its WebAssembly are part of the program and loaded when
 * the first such sticker comes up; with an address set it never asks a CDN.
 *
 * What the core serves as an animation was checked there (size, layers, frames). Should one still be too much, its frames
 * are timed: after a few that take too long it stands still, and the window stays the rep's.
 */
import wasm from '@lottiefiles/dotlottie-web/dotlottie-player.wasm?url';
import type { DotLottie } from '@lottiefiles/dotlottie-web';

/** A frame that takes longer than this, in milliseconds, makes the window stutter by itself. */
const tooLong = 80;
const patience = 6;

let player: Promise<typeof DotLottie> | null = null;

/** The one player of the window. */
function thePlayer(): Promise<typeof DotLottie> {
  player ??= import('@lottiefiles/dotlottie-web').then(
    ({ DotLottie: found }) => {
      found.setWasmUrl(new URL(wasm, document.baseURI).href);
      return found;
    },
    (thrown: unknown) => {
      player = null;
      throw thrown;
    },
  );
  return player;
}

/** A sticker on its canvas. It stands at its first frame until it is told to run. */
export class LottieSticker {
  #request = 0;
  #began = 0;
  #slow = 0;

  private constructor(
    private readonly drawing: DotLottie,
    private readonly canvas: HTMLCanvasElement,
  ) {}

  /** Fetches an animation and draws its first frame. Fails for anything that is none. */
  static async on(canvas: HTMLCanvasElement, address: string, signal: AbortSignal): Promise<LottieSticker> {
    const [Player, response] = await Promise.all([thePlayer(), fetch(address, { signal })]);
    if (!response.ok) throw new Error(`The sticker cannot be had (answer ${response.status}).`);
    const data = await response.text();
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const drawing = new Player({ canvas, data, autoplay: false, loop: true, renderConfig: { autoResize: false, freezeOnOffscreen: false, devicePixelRatio: 1 } });
      const end = (why: unknown) => {
        drawing.destroy();
        reject(why instanceof Error ? why : new Error('The sticker cannot be drawn.'));
      };
      signal.addEventListener('abort', () => end(signal.reason), { once: true });
      drawing.addEventListener('loadError', ({ error }) => end(error));
      drawing.addEventListener('load', () => {
        if (signal.aborted) return;
        const sticker = new LottieSticker(drawing, canvas);
        if (sticker.#show(0)) resolve(sticker);
        else end(null);
      });
    });
  }

  /** Moves on from where it is, over and over. */
  run(): void {
    if (this.#request !== 0) return;
    const seconds = this.drawing.duration;
    const frames = this.drawing.totalFrames;
    if (seconds <= 0 || frames <= 1) return;
    this.#began = performance.now() - (this.drawing.currentFrame / frames) * seconds * 1000;
    const next = (now: number) => {
      this.#request = requestAnimationFrame(next);
      const at = (Math.max(0, now - this.#began) / 1000 / seconds) % 1;
      if (!this.#show(at * frames)) this.stop();
    };
    this.#request = requestAnimationFrame(next);
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }

  /** From the beginning. */
  rewind(): void {
    this.stop();
    this.#slow = 0;
    this.#show(0);
  }

  end(): void {
    this.stop();
    this.drawing.destroy();
    this.canvas.width = 0;
  }

  /** Draws a frame. False when it should be the last. */
  #show(frame: number): boolean {
    const before = performance.now();
    try {
      this.drawing.setFrame(frame);
    } catch {
      return false;
    }
    this.#slow = performance.now() - before > tooLong ? this.#slow + 1 : 0;
    return this.#slow < patience;
  }
}
