// The list of messages. It stays at the end while the visitor is there, and leaves them alone while they read above.
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { Message } from "./message.js";
import { drawing } from "./drawings.js";
import { dayName, sameDay, say } from "./words.js";

/** Messages of one side within these minutes belong together. */
const RUN = 5 * 60_000;
const NEAR = 60;

export class Log {
  #messages = new Map();
  #days = new Map();
  #count = 0;

  constructor(conversation, actions) {
    this.conversation = conversation;
    this.actions = actions;
    this.list = el("div", { class: "log", role: "log", "aria-label": say("conversation"), tabindex: "0", "aria-busy": "true" });
    this.down = el("button", { class: "down", type: "button", hidden: true, on: { click: () => this.toEnd() } }, icon("down"), say("newMessages"));
    this.welcome = el("div", { class: "welcome" }, el("img", { src: drawing("coffee"), alt: "", width: "96", height: "96" }), el("p", { text: say("welcome") }));
    this.node = el("div", { class: "log-wrap" }, this.list, this.down);
    this.list.addEventListener("scroll", () => this.#scrolled());
    // Pictures that arrive and panels that open change the height; the end stays in view.
    this.resize = new ResizeObserver(() => { if (this.stick) this.toEnd(); });
    this.resize.observe(this.list);
    this.stick = true;
  }

  /** True while the newest message is in view. */
  get atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.stick = true;
    this.down.hidden = true;
  }

  /** Brings the list up to what the conversation holds; nodes that did not change stay where they are. */
  show() {
    if (!this.conversation.loaded && !this.conversation.items().length) return;
    const items = this.conversation.items();
    const nodes = [];
    items.forEach((item, index) => {
      const before = items[index - 1];
      const after = items[index + 1];
      const newDay = !before || !sameDay(before.at, item.at);
      if (newDay) nodes.push(this.#day(item.at));
      const place = { first: newDay || !together(before, item), last: !after || !sameDay(after.at, item.at) || !together(item, after) };
      nodes.push(this.#message(item, place));
    });
    if (!items.length) nodes.push(this.welcome);
    this.#arrange(nodes);
    const grew = items.length > this.#count;
    const mine = items.at(-1)?.side === "customer";
    this.#count = items.length;
    if (this.stick || (grew && mine)) this.toEnd();
    else if (grew) this.down.hidden = false;
    // What was there from the start is not news; what comes from now on is read out.
    if (this.conversation.loaded) requestAnimationFrame(() => this.list.setAttribute("aria-busy", "false"));
  }

  #message(item, place) {
    let message = this.#messages.get(item.key);
    if (!message) {
      message = new Message(item, this.conversation, this.actions);
      this.#messages.set(item.key, message);
      this.resize.observe(message.node);
    }
    message.update(item, place);
    return message.node;
  }

  #day(date) {
    const key = date.toDateString();
    if (!this.#days.has(key)) this.#days.set(key, el("div", { class: "day", role: "separator" }, el("span")));
    const node = this.#days.get(key);
    if (node.textContent !== dayName(date)) fill(node, el("span", { text: dayName(date) }));
    return node;
  }

  #arrange(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    });
  }

  #scrolled() {
    this.stick = this.atEnd;
    if (!this.stick) return;
    this.down.hidden = true;
    this.node.dispatchEvent(new Event("end"));
  }
}

const together = (a, b) => a.side === b.side && a.author === b.author && b.at - a.at < RUN;
