// Files that go with the next message: thumbnails that can be taken out again.
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { glyphOf } from "./pieces.js";
import { say, sizeText } from "./words.js";

const LARGEST = 25 * 1024 * 1024;
const MOST = 10;

export class Tray {
  #chosen = [];

  /** `changed` hears of every change, with a sentence when something could not be taken. */
  constructor(changed) {
    this.changed = changed;
    this.node = el("div", { class: "tray", hidden: true });
  }

  /** What can be sent: `{ blob, name, usage }`. */
  get files() {
    return this.#chosen.filter((file) => !file.trouble).map(({ blob, name, usage }) => ({ blob, name, usage }));
  }

  add(files) {
    const room = MOST - this.#chosen.length;
    for (const blob of files.slice(0, room)) this.#chosen.push(chosen(blob));
    this.#show();
    this.changed(files.length > room ? say("tooMany") : null);
  }

  clear() {
    for (const { preview } of this.#chosen) if (preview) URL.revokeObjectURL(preview);
    this.#chosen = [];
    this.#show();
    this.changed(null);
  }

  #remove(file) {
    if (file.preview) URL.revokeObjectURL(file.preview);
    this.#chosen = this.#chosen.filter((other) => other !== file);
    this.#show();
    this.changed(null);
  }

  #show() {
    this.node.hidden = !this.#chosen.length;
    fill(this.node, this.#chosen.map((file) => this.#chip(file)));
  }

  #chip(file) {
    const remove = el("button", { type: "button", "aria-label": say("remove", { name: file.name }), title: say("remove", { name: file.name }), on: { click: () => this.#remove(file) } }, icon("close"));
    const inside = file.preview && !file.trouble
      ? el("img", { src: file.preview, alt: file.name })
      : el("div", { class: "texts" }, el("div", { class: "name", text: file.name }), el("div", { class: "about num", text: file.trouble ?? sizeText(file.blob.size) }));
    const glyph = !file.preview && !file.trouble && el("span", { class: "glyph sr" }, icon(glyphOf(file.blob.type)));
    return el("div", { class: `chip${file.trouble ? " bad" : ""}` }, glyph, inside, remove);
  }
}

function chosen(blob) {
  const isPicture = blob.type.startsWith("image/");
  const trouble = blob.size > LARGEST ? say("tooLarge") : blob.size === 0 ? say("emptyFile") : null;
  return { blob, name: blob.name || "file", usage: usageOf(blob.type), preview: isPicture ? URL.createObjectURL(blob) : null, trouble };
}

/** What a file of this type is to the help desk. */
function usageOf(type) {
  if (type.startsWith("image/") && !type.includes("svg")) return "IMAGE";
  return type.startsWith("audio/") ? "AUDIO" : "OTHER";
}
