// Plays a recording: a button, its waveform, and the time. One plays at a time.
//
// The bytes are fetched once and decoded for the waveform. That also tells the length, which browsers leave out of
// what they record themselves, and lets every position be reached.
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { duration, say } from "./words.js";

const BARS = 42;
const RATES = [1, 1.5, 2];
let playing = null;

const near = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) if (isIntersecting) { near.unobserve(target); target.player.load(); }
}, { rootMargin: "200px" });

export class Player {
  #rate = 0;

  constructor(url, { label, seconds }) {
    this.url = url;
    this.seconds = seconds ?? 0;
    this.audio = el("audio", { preload: "none", src: url });
    this.button = el("button", { class: "play", type: "button", on: { click: () => this.toggle() } });
    this.bars = Array.from({ length: BARS }, () => el("i"));
    this.range = el("input", { type: "range", min: "0", max: "1000", step: "1", value: "0", "aria-label": say("position"), on: { input: () => this.#seek() } });
    this.time = el("span", { class: "time num", text: duration(this.seconds) });
    this.speed = el("button", { class: "rate num", type: "button", on: { click: () => this.#faster() } });
    this.node = el("div", { class: "voice", role: "group", "aria-label": label }, this.button,
      el("div", { class: "track" }, this.bars, this.range), this.time, this.speed, this.audio);
    this.node.player = this;
    for (const event of ["play", "pause", "ended"]) this.audio.addEventListener(event, () => this.#show());
    this.audio.addEventListener("timeupdate", () => this.#show());
    this.audio.addEventListener("loadedmetadata", () => { if (!this.seconds && Number.isFinite(this.audio.duration)) this.seconds = this.audio.duration; this.#show(); });
    this.#show();
    this.#showRate();
    near.observe(this.node);
  }

  /** Fetches the bytes and draws the waveform; without it the bars stay flat and the sound plays all the same. */
  async load() {
    try {
      const bytes = await (await fetch(this.url)).arrayBuffer();
      const decoder = new OfflineAudioContext(1, 1, 44_100);
      const sound = await decoder.decodeAudioData(bytes);
      this.seconds = sound.duration;
      peaks(sound.getChannelData(0)).forEach((peak, index) => { this.bars[index].style.height = `${Math.round(12 + 88 * peak)}%`; });
    } catch { /* the element below still tries on its own */ }
    this.#show();
  }

  async toggle() {
    if (!this.audio.paused) return this.audio.pause();
    if (playing && playing !== this) playing.audio.pause();
    playing = this;
    try { await this.audio.play(); } catch { this.time.textContent = "–:––"; this.button.title = say("fileGone"); }
  }

  #seek() {
    if (this.seconds) this.audio.currentTime = (Number(this.range.value) / 1000) * this.seconds;
    this.#show();
  }

  #faster() {
    this.#rate = (this.#rate + 1) % RATES.length;
    this.audio.playbackRate = RATES[this.#rate];
    this.#showRate();
  }

  #showRate() {
    this.speed.textContent = `${RATES[this.#rate]}×`;
    this.speed.setAttribute("aria-label", `${say("speed")} ${RATES[this.#rate]}×`);
  }

  #show() {
    const { paused, currentTime } = this.audio;
    fill(this.button, icon(paused ? "play" : "pause"));
    this.button.setAttribute("aria-label", paused ? say("play") : say("pause"));
    const part = this.seconds ? Math.min(1, currentTime / this.seconds) : 0;
    this.bars.forEach((bar, index) => bar.classList.toggle("played", part > 0 && index / BARS < part));
    this.range.value = String(Math.round(part * 1000));
    this.range.setAttribute("aria-valuetext", duration(currentTime));
    this.time.textContent = duration(paused && currentTime === 0 ? this.seconds : currentTime);
  }
}

function peaks(samples) {
  const size = Math.max(1, Math.floor(samples.length / BARS));
  const found = Array.from({ length: BARS }, (_, bar) => {
    let sum = 0;
    for (let i = bar * size; i < Math.min(samples.length, (bar + 1) * size); i += 1) sum += samples[i] ** 2;
    return Math.sqrt(sum / size);
  });
  const loudest = Math.max(...found, 0.000_1);
  return found.map((value) => (value / loudest) ** 0.8);
}
