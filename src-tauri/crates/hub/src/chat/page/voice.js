// Records a voice note: a light, the time, a moving level, Cancel and Send.
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { duration, say } from "./words.js";

/** What the browsers can record, best first; all are played by every help desk that plays sound. */
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const ENDINGS = { "audio/ogg": "ogg", "audio/webm": "webm", "audio/mp4": "m4a" };
const LONGEST = 10 * 60;
const LEVELS = 160;

export class Recorder {
  #chunks = [];
  #began = 0;
  #result = "cancel";
  #finish;

  constructor() {
    this.time = el("span", { class: "time num", text: "0:00" });
    this.meter = el("div", { class: "meter", "aria-hidden": "true" });
    this.sendButton = el("button", { class: "send", type: "button", "aria-label": say("sendRecording"), on: { click: () => this.#end("send") } },
      icon("send"), el("span", { class: "label", text: say("send") }));
    const cancel = el("button", { class: "plain-button", type: "button", on: { click: () => this.cancel() } }, icon("trash"), say("cancel"));
    this.node = el("div", { class: "recording", role: "group", "aria-label": say("recording"), on: { keydown: (event) => { if (event.key === "Escape") this.cancel(); } } },
      cancel, el("span", { class: "dot" }), this.time, this.meter, this.sendButton);
    /** Resolves to `{ blob, name, usage, seconds }`, to `{}` when it was cancelled, to null when it failed. */
    this.done = new Promise((resolve) => { this.#finish = resolve; });
  }

  /** Asks for the microphone and begins. Gives a sentence when that does not work. */
  async start() {
    if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder) return say("noMicrophone");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch (error) {
      const blocked = error.name === "NotAllowedError" || error.name === "SecurityError";
      return blocked ? say("microphoneBlocked") : error.name === "NotFoundError" ? say("noMicrophone") : say("microphoneBroken");
    }
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: 32_000 });
    this.recorder.addEventListener("dataavailable", (event) => { if (event.data.size) this.#chunks.push(event.data); });
    this.recorder.addEventListener("stop", () => this.#stopped());
    this.recorder.addEventListener("error", () => this.#end("fail"));
    this.recorder.start(500);
    this.#began = performance.now();
    this.#listen();
    this.timer = setInterval(() => this.#tick(), 100);
    return null;
  }

  focus() {
    this.sendButton.focus();
  }

  cancel() {
    this.#end("cancel");
  }

  get #seconds() {
    return (performance.now() - this.#began) / 1000;
  }

  #tick() {
    this.time.textContent = duration(this.#seconds);
    if (this.#seconds > LONGEST) return this.#end("send");
    this.analyser.getFloatTimeDomainData(this.samples);
    const loud = Math.sqrt(this.samples.reduce((sum, value) => sum + value * value, 0) / this.samples.length);
    const bar = el("i");
    bar.style.height = `${Math.min(100, 8 + loud * 420)}%`;
    this.meter.append(bar);
    if (this.meter.children.length > LEVELS) this.meter.firstChild.remove();
  }

  #listen() {
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(this.stream).connect(this.analyser);
  }

  #end(result) {
    if (!this.recorder || this.recorder.state === "inactive") return;
    this.#result = result;
    this.seconds = this.#seconds;
    this.recorder.stop();
  }

  #stopped() {
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
    if (this.#result === "cancel") return this.#finish({});
    const type = this.recorder.mimeType.split(";")[0];
    const blob = new Blob(this.#chunks, { type });
    if (this.#result === "fail" || !blob.size) return this.#finish(null);
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
    this.#finish({ blob, name: `voice-note-${stamp}.${ENDINGS[type] ?? "webm"}`, usage: "VOICE_RECORDING", seconds: Math.round(this.seconds * 10) / 10 });
  }
}
