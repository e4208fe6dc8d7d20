// One message: who, what, when, and whether it was sent.
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { pictureInText, piecesOf } from "./pieces.js";
import { isEmojiOnly, richText, plainText } from "./text.js";
import { clock, say } from "./words.js";

export class Message {
  #shape = "";
  #line = "";

  constructor(item, conversation, actions) {
    this.conversation = conversation;
    this.actions = actions;
    this.body = el("div", { class: "body" });
    this.meta = el("div", { class: "meta" });
    this.node = el("article", { class: `m ${item.side === "customer" ? "mine" : "theirs"}` });
  }

  /** Shows the item as it is now. Contents are built once for each shape, so sound goes on playing. */
  update(item, place) {
    this.item = item;
    const shape = JSON.stringify([item.text, item.richText, item.author, place.first, place.last, item.pieces?.map((piece) => [piece.name, piece.kind, piece.fileId && !piece.localUrl])]);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#build(item, place);
    }
    const troubled = item.state === "failed";
    this.node.classList.toggle("last", place.last);
    this.node.classList.toggle("troubled", troubled);
    this.node.setAttribute("aria-label", `${this.#author(item)}, ${clock(item.at)}`);
    for (const [index, piece] of (item.pieces ?? []).entries()) this.progress?.[index]?.(piece);
    const line = `${item.state}${item.reason ?? ""}${clock(item.at)}`;
    if (line === this.#line) return;
    this.#line = line;
    fill(this.meta, ...this.#metaOf(item, troubled));
  }

  #author(item) {
    return item.side === "customer" ? say("you") : item.author ?? say("team");
  }

  #build(item, place) {
    const mine = item.side === "customer";
    const { nodes, progress } = piecesOf(item, this.conversation);
    this.progress = progress;
    fill(this.body, !mine && place.first && el("div", { class: "who", text: this.#author(item) }), bubble(item, this.conversation), ...nodes);
    const avatar = !mine && el("span", { class: `avatar${place.last ? "" : " empty"}`, "aria-hidden": "true", text: initials(this.#author(item)) });
    const tools = !mine && item.messageId && el("div", { class: "tools" },
      el("button", { class: "icon-button", type: "button", "aria-label": say("replyTo"), title: say("replyTo"), on: { click: () => this.actions.reply(this.item) } }, icon("reply")));
    fill(this.node, avatar, this.body, this.meta, tools);
    this.node.classList.toggle("first", place.first);
  }

  #metaOf(item, troubled) {
    const time = el("time", { class: "num", datetime: item.at.toISOString(), text: clock(item.at) });
    if (item.side === "team") return [time];
    if (item.state === "sending") return [time, icon("clock"), el("span", { text: say("sending") })];
    if (!troubled) return [time, icon("tick"), el("span", { text: say("sent") })];
    const again = el("button", { type: "button", text: say("retry"), on: { click: () => this.conversation.retry(this.item.clientId) } });
    const discard = !item.rev && el("button", { type: "button", text: say("discard"), on: { click: () => this.conversation.discard(this.item.clientId) } });
    return [icon("alert"), el("span", { text: trouble(item) }), again, discard];
  }
}

function trouble({ reason }) {
  if (reason === "offline") return say("noConnection");
  if (reason === "closed") return say("closed");
  if (reason === "tooLarge") return `${say("notSent")} ${say("tooLarge")}.`;
  return say("notSent");
}

function bubble(item, conversation) {
  const quote = item.quote && el("div", { class: "quote" },
    el("b", { text: item.quote.side === "customer" ? say("you") : say("team") }), item.quote.text || say("attachment"));
  if (!item.text && !item.richText) return quote && el("div", { class: "bubble" }, quote);
  if (!quote && isEmojiOnly(item.text)) return el("div", { class: "bubble emoji-only", text: item.text.trim() });
  const content = item.richText ? richText(item.richText, (file, name) => pictureInText(file, name, conversation)) : null;
  return el("div", { class: "bubble" }, quote, content ?? plainText(item.text));
}

const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
