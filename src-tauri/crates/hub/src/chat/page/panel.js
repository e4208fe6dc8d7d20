// A panel above the composer that a button opens. Escape, a click elsewhere or the button closes it; the focus goes
// into it and back. Its buttons are one stop for Tab; the arrow keys go from one to the next.
import { el } from "./dom.js";

export class Panel {
  /** `content` builds what is inside when the panel is opened. */
  constructor(button, host, label, content) {
    this.button = button;
    this.host = host;
    this.label = label;
    this.content = content;
    this.node = null;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => (this.node ? this.close() : this.open()));
    this.outside = (event) => {
      if (!this.node.contains(event.target) && !this.button.contains(event.target)) this.close();
    };
  }

  open() {
    this.node = el("div", { class: "panel", role: "dialog", "aria-label": this.label, on: { keydown: (event) => this.#key(event) } },
      el("div", { class: "panel-scroll" }, this.content(this)));
    this.host.append(this.node);
    this.button.setAttribute("aria-expanded", "true");
    const [first, ...rest] = this.#buttons();
    for (const button of rest) button.tabIndex = -1;
    first?.focus();
    document.addEventListener("pointerdown", this.outside);
  }

  close() {
    if (!this.node) return;
    const hadFocus = this.node.contains(document.activeElement);
    this.node.remove();
    this.node = null;
    this.button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", this.outside);
    if (hadFocus) this.button.focus();
  }

  #buttons() {
    return [...this.node.querySelectorAll("button")];
  }

  #key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      return this.close();
    }
    const buttons = this.#buttons();
    const from = buttons.indexOf(document.activeElement);
    const to = from < 0 ? -1 : this.#target(event.key, buttons, from);
    if (to < 0 || to >= buttons.length) return;
    event.preventDefault();
    buttons[from].tabIndex = -1;
    buttons[to].tabIndex = 0;
    buttons[to].focus();
  }

  /** Up and down go to the nearest button of the next row, wherever rows begin and end. */
  #target(key, buttons, from) {
    if (key === "ArrowRight") return from + 1;
    if (key === "ArrowLeft") return from - 1;
    if (key === "Home") return 0;
    if (key === "End") return buttons.length - 1;
    if (key !== "ArrowDown" && key !== "ArrowUp") return -1;
    const place = (button) => button.getBoundingClientRect();
    const here = place(buttons[from]);
    const ahead = buttons.filter((button) => (key === "ArrowDown" ? place(button).top > here.top + 4 : place(button).top < here.top - 4));
    const rows = ahead.map((button) => place(button).top);
    const row = key === "ArrowDown" ? Math.min(...rows) : Math.max(...rows);
    const inRow = ahead.filter((button) => Math.abs(place(button).top - row) < 4);
    inRow.sort((a, b) => Math.abs(place(a).left - here.left) - Math.abs(place(b).left - here.left));
    return buttons.indexOf(inRow[0]);
  }
}
