// One conversation as this page knows it: the server's entries, and messages that are still on their way there.
//
// A message goes: uploading its files, handing it over, then it is an entry of the server's (sending, sent, failed).
// Messages are handed over one after the other, in the order in which they were written. Until then they are kept here
// and repeated under the same client id, so none is ever there twice. After a minute without a connection a message is
// shown as not sent; it still goes out as soon as the connection is back.
import { memory } from "./memory.js";
import { server, Trouble } from "./server.js";

const PATIENCE = 60_000;
const LONGEST_PAUSE = 15_000;

export class Conversation extends EventTarget {
  /** The server's entries by key. */
  #entries = new Map();
  /** Messages on their way, by client id. */
  #waiting = new Map();
  /** Pictures and sound made or chosen here, by file id: they need not be fetched back. */
  #local = new Map();
  #stopFollowing = () => {};
  #seen = 0;
  #tries = 0;
  #timer = null;
  #draining = false;
  #left = false;

  constructor(id) {
    super();
    this.id = id;
    this.open = true;
    this.connected = false;
    this.loaded = false;
    for (const message of memory.waiting(id)) this.#waiting.set(message.clientId, { ...message, at: new Date(message.at), state: "sending" });
  }

  /** Reads the transcript and follows what comes. Throws `Trouble`. */
  async load() {
    const { entries, rev, open } = await server.transcript(this.id);
    this.open = open;
    for (const entry of entries) this.#take(entry);
    this.loaded = true;
    this.#stopFollowing = server.follow(this.id, rev, {
      entry: (entry) => this.#arrived(entry),
      account: (isOpen) => this.#switched(isOpen),
      up: () => this.#connection(true),
      down: () => this.#connection(false),
      gone: () => this.dispatchEvent(new Event("gone")),
    });
    this.#changed();
    this.#drain();
  }

  close() {
    this.#left = true;
    this.#stopFollowing();
    clearTimeout(this.#timer);
    this.#waiting.clear();
    for (const url of this.#local.values()) URL.revokeObjectURL(url);
  }

  /** Entries and messages on their way, oldest first. */
  items() {
    const entries = [...this.#entries.values()].sort((a, b) => a.at - b.at || a.seq - b.seq);
    const waiting = [...this.#waiting.values()].filter((message) => !this.#entries.has(`c${message.clientId}`));
    return [...entries, ...waiting.map((message) => ({ ...message, key: `c${message.clientId}`, side: "customer" }))];
  }

  /** Where a file's bytes are: here, when they were made here. */
  url(fileId) {
    return this.#local.get(fileId) ?? server.fileUrl(this.id, fileId);
  }

  /** True while closing the page would lose something. */
  get busy() {
    return [...this.#waiting.values()].some((message) => message.files.some((file) => !file.fileId));
  }

  /** Sends a message. Files are `{ blob, name, usage, seconds? }`. */
  send({ text = "", files = [], inReplyTo = null, quote = null }) {
    const message = {
      clientId: crypto.randomUUID(), text, inReplyTo, quote, at: new Date(), state: "sending", since: Date.now(),
      files: files.map((file) => ({ ...file, size: file.blob.size, mime: file.blob.type, progress: 0, localUrl: URL.createObjectURL(file.blob) })),
    };
    message.pieces = message.files.map((file) => piece(file));
    this.#waiting.set(message.clientId, message);
    this.#keep();
    this.#changed();
    this.#drain();
  }

  /** Tries a message again that was not sent. */
  retry(clientId) {
    const waiting = this.#waiting.get(clientId);
    if (waiting) {
      Object.assign(waiting, { state: "sending", reason: null, since: Date.now() });
      this.#changed();
      this.#drain();
      return;
    }
    const entry = this.#entries.get(`c${clientId}`);
    const files = (entry?.pieces ?? []).map(({ fileId, usage, seconds }) => ({ fileId, usage, seconds }));
    server.write(this.id, { clientId, text: entry.text, files }).catch(() => this.#changed());
  }

  /** Gives up a message that was not handed over. */
  discard(clientId) {
    this.#waiting.delete(clientId);
    this.#keep();
    this.#changed();
  }

  /** Says that everything that is here was seen. */
  async sawEverything() {
    const unseen = [...this.#entries.values()].filter((entry) => entry.side === "team" && entry.state === "delivered");
    const upTo = Math.max(0, ...unseen.map((entry) => entry.seq));
    if (upTo <= this.#seen) return;
    this.#seen = upTo;
    try { await server.seen(this.id, upTo); } catch { this.#seen = 0; }
  }

  /** Hands over what waits, one after the other; stops when the server is away and comes back later. */
  async #drain() {
    if (this.#draining) return;
    this.#draining = true;
    clearTimeout(this.#timer);
    let going = true;
    while (going) {
      const next = [...this.#waiting.values()].find((message) => message.state === "sending" || message.reason === "offline");
      going = next !== undefined && (await this.#deliver(next));
    }
    this.#draining = false;
  }

  /** False when there is no use in going on now. */
  async #deliver(message) {
    try {
      for (const file of message.files) if (!file.fileId) await this.#upload(message, file);
      // It may have been discarded, or the conversation left, during the upload.
      if (!this.#waiting.has(message.clientId)) return true;
      const files = message.files.map(({ fileId, usage, seconds }) => ({ fileId, usage, seconds }));
      const entry = await server.write(this.id, { clientId: message.clientId, text: message.text, files, inReplyTo: message.inReplyTo });
      this.#tries = 0;
      this.#take(entry);
      this.#keep();
      this.#changed();
      return true;
    } catch (error) {
      const goesOn = this.#failed(message, error instanceof Trouble ? error : new Trouble("broken", String(error)));
      this.#changed();
      return goesOn;
    }
  }

  async #upload(message, file) {
    const show = (progress) => {
      file.progress = progress;
      message.pieces = message.files.map((each) => piece(each));
      this.#changed();
    };
    const stored = await server.upload(this.id, file.blob, file.name, show);
    file.fileId = stored.fileId;
    file.mime = stored.mime;
    this.#local.set(stored.fileId, file.localUrl);
    show(1);
  }

  #failed(message, error) {
    if (!error.passing) {
      Object.assign(message, { state: "failed", reason: error.code });
      return true;
    }
    this.#tries += 1;
    for (const other of this.#waiting.values()) {
      if (other.state === "sending" && Date.now() - other.since > PATIENCE) Object.assign(other, { state: "failed", reason: "offline" });
    }
    this.#timer = setTimeout(() => this.#drain(), Math.min(LONGEST_PAUSE, 500 * 2 ** this.#tries));
    return false;
  }

  #connection(connected) {
    if (this.connected === connected) return;
    this.connected = connected;
    this.dispatchEvent(new Event("connection"));
    if (connected) this.#drain();
  }

  #switched(isOpen) {
    if (this.open === isOpen) return;
    this.open = isOpen;
    this.#changed();
  }

  #arrived(entry) {
    const isNew = !this.#entries.has(key(entry));
    this.#take(entry);
    this.#keep();
    this.#changed();
    if (isNew && entry.side === "team") this.dispatchEvent(new CustomEvent("answer", { detail: entry }));
  }

  #take(entry) {
    const known = this.#entries.get(key(entry));
    if (known && known.rev > entry.rev) return;
    this.#entries.set(key(entry), { ...entry, key: key(entry), at: new Date(entry.at) });
    if (entry.clientId) this.#waiting.delete(entry.clientId);
  }

  #keep() {
    if (this.#left) return;
    const messages = [...this.#waiting.values()].filter((message) => message.files.every((file) => file.fileId));
    memory.setWaiting(this.id, messages.map(({ clientId, text, inReplyTo, quote, at, files, pieces, since }) => ({
      clientId, text, inReplyTo, quote, at: at.getTime(), since,
      files: files.map(({ fileId, usage, seconds, name, size, mime }) => ({ fileId, usage, seconds, name, size, mime })),
      pieces: pieces.map(({ localUrl, progress, ...rest }) => rest),
    })));
    const last = this.items().at(-1);
    memory.note(this.id, (last?.at ?? new Date()).getTime(), last?.text || last?.pieces?.[0]?.name || "");
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

const key = (entry) => (entry.clientId ? `c${entry.clientId}` : `s${entry.seq}`);
const piece = ({ fileId, usage, name, size, mime, seconds, progress, localUrl }) => ({ kind: "file", fileId, usage, name, size, mime, seconds, progress, localUrl });
