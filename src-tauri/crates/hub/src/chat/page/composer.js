// The box to write in, and its tools.
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { memory } from "./memory.js";
import { Tray } from "./tray.js";
import { Panel } from "./panel.js";
import { emojiGrid } from "./emoji.js";
import { stickerGrid, stickerFile } from "./stickers.js";
import { Recorder } from "./voice.js";
import { say } from "./words.js";

export class Composer {
  #replying = null;
  #saving = null;

  constructor(conversation) {
    this.conversation = conversation;
    this.input = el("textarea", {
      rows: "1", "aria-label": say("message"), placeholder: say("placeholder"), maxlength: "10000", autocomplete: "off", value: memory.draft(conversation.id),
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event), paste: (event) => this.#paste(event) },
    });
    this.picker = el("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", on: { change: () => this.#picked() } });
    this.send = el("button", { class: "send", type: "button", "aria-label": say("send"), on: { click: () => this.#send() } },
      icon("send"), el("span", { class: "label", text: say("send") }));
    this.notice = el("div", { class: "notice", role: "alert", hidden: true });
    this.quote = el("div", { class: "reply-to", hidden: true });
    this.tray = new Tray((trouble) => { this.#warn(trouble); this.#showSend(); });
    const attach = this.#tool("attach", say("attach"), () => this.picker.click());
    const record = this.#tool("microphone", say("record"), () => this.#record());
    const stickers = this.#tool("sticker", say("stickers"));
    const emoji = this.#tool("smile", say("emoji"));
    this.tools = [attach, record, stickers, emoji];
    this.writing = el("div", {}, this.quote, this.tray.node, this.input,
      el("div", { class: "bar" }, this.tools, el("span", { class: "grow" }), el("span", { class: "hint-keys", text: say("keys") }), this.send));
    this.box = el("div", { class: "box" }, this.writing);
    this.node = el("footer", { class: "composer" }, this.notice, this.box, this.picker);
    this.panels = [
      new Panel(emoji, this.node, say("emoji"), () => emojiGrid((character) => this.#insert(character))),
      new Panel(stickers, this.node, say("stickers"), (panel) => stickerGrid((name) => { panel.close(); this.#sticker(name); })),
    ];
    this.#showSend();
    requestAnimationFrame(() => this.#grow());
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches && !this.input.disabled) this.input.focus({ preventScroll: true });
  }

  /** Adds files to the next message. */
  attach(files) {
    if (this.input.disabled) return;
    this.tray.add(files);
    this.input.focus();
  }

  /** The next message answers this one. */
  replyTo(entry) {
    this.#replying = entry;
    this.#showQuote();
    this.input.focus();
  }

  /** Whether the team takes messages. */
  setOpen(open) {
    for (const control of [this.input, ...this.tools]) control.disabled = !open;
    this.#showSend();
  }

  leave() {
    this.#saveDraft();
    this.recorder?.cancel();
    this.panels.forEach((panel) => panel.close());
    this.tray.clear();
  }

  #tool(glyph, label, click) {
    return el("button", { class: "icon-button", type: "button", "aria-label": label, title: label, on: click ? { click } : {} }, icon(glyph));
  }

  #typed() {
    this.#grow();
    this.#showSend();
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#saveDraft(), 200);
  }

  #saveDraft() {
    clearTimeout(this.#saving);
    memory.setDraft(this.conversation.id, this.input.value);
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 168)}px`;
  }

  #showSend() {
    this.send.disabled = this.input.disabled || (!this.input.value.trim() && !this.tray.files.length);
  }

  #key(event) {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.tray.add(files);
  }

  #picked() {
    this.tray.add([...this.picker.files]);
    this.picker.value = "";
    this.input.focus();
  }

  #insert(character) {
    const { selectionStart, selectionEnd } = this.input;
    this.input.setRangeText(character, selectionStart, selectionEnd, "end");
    this.#typed();
  }

  #send() {
    if (this.send.disabled) return;
    this.#dispatch({ text: this.input.value.trim(), files: this.tray.files });
    this.tray.clear();
    this.input.value = "";
    this.#saveDraft();
    this.#typed();
    this.input.focus();
  }

  #dispatch(message) {
    this.#warn(null);
    const answered = this.#replying;
    const quote = answered && { side: answered.side, text: answered.text };
    this.conversation.send({ ...message, inReplyTo: answered?.messageId ?? null, quote });
    this.#replying = null;
    this.#showQuote();
  }

  async #sticker(name) {
    try { this.#dispatch({ files: [await stickerFile(name)] }); } catch { this.#warn(say("refused")); }
    this.input.focus();
  }

  async #record() {
    this.panels.forEach((panel) => panel.close());
    this.recorder = new Recorder();
    const trouble = await this.recorder.start();
    if (trouble) return this.#warn(trouble);
    this.#warn(null);
    fill(this.box, this.recorder.node);
    this.recorder.focus();
    const recording = await this.recorder.done;
    this.recorder = null;
    fill(this.box, this.writing);
    if (recording === null) this.#warn(say("microphoneBroken"));
    else if (recording.blob) this.#dispatch({ files: [recording] });
    this.input.focus();
  }

  #showQuote() {
    const entry = this.#replying;
    this.quote.hidden = !entry;
    if (!entry) return;
    const text = say("replyingTo", { text: entry.text || say("attachment") });
    const cancel = () => { this.#replying = null; this.#showQuote(); this.input.focus(); };
    fill(this.quote, el("span", { text }), el("button", { class: "icon-button", type: "button", "aria-label": say("cancelReply"), on: { click: cancel } }, icon("close")));
  }

  #warn(text) {
    this.notice.hidden = !text;
    if (!text) return;
    const dismiss = el("button", { class: "icon-button", type: "button", "aria-label": say("dismiss"), on: { click: () => this.#warn(null) } }, icon("close"));
    fill(this.notice, icon("alert"), el("span", { text }), dismiss);
  }
}
