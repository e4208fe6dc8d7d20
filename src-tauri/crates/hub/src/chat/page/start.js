// The start form: who the visitor is, if they like to say, and their earlier conversations.
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { memory } from "./memory.js";
import { server } from "./server.js";
import { drawing } from "./drawings.js";
import { language, say, shortDate } from "./words.js";

/** The view of the start form; `enter` opens a conversation by its id. */
export function startForm({ problem, enter, changeLanguage }) {
  const visitor = memory.visitor();
  const name = el("input", { id: "name", type: "text", autocomplete: "name", maxlength: "120", value: visitor.name });
  const email = el("input", { id: "email", type: "email", autocomplete: "email", maxlength: "120", inputmode: "email", value: visitor.email, "aria-describedby": "problem" });
  const trouble = el("p", { class: "problem", id: "problem", role: "alert", text: problem ?? "" });
  const button = el("button", { class: "main-button", type: "submit", text: say("startChat") });

  const submit = async (event) => {
    event.preventDefault();
    const wrong = email.value.trim() !== "" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email.value.trim());
    email.setAttribute("aria-invalid", String(wrong));
    trouble.textContent = wrong ? say("badEmail") : "";
    if (wrong) return email.focus();
    button.disabled = true;
    button.textContent = say("starting");
    try {
      const given = { name: name.value.trim(), email: email.value.trim() };
      const session = await server.start(given.name, given.email, memory.sessions()[0]?.id);
      memory.setVisitor(given);
      enter(session.id);
    } catch (error) {
      trouble.textContent = error.code === "closed" ? say("closed") : error.code === "invalid" ? say("badEmail") : say("away");
      button.disabled = false;
      button.textContent = say("startChat");
    }
  };

  const form = el("form", { class: "form", novalidate: true, on: { submit } },
    field("name", say("name"), name), field("email", say("email"), email), trouble, button);
  const node = el("main", { class: "frame" },
    header({ changeLanguage }),
    el("div", { class: "start" }, el("div", { class: "start-inner" },
      el("div", { class: "hello" },
        el("img", { src: drawing("hello"), alt: "", width: "104", height: "104" }),
        el("h2", { text: say("hello") }), el("p", { text: say("helloMore") })),
      form, earlier(enter))));
  return { node, shown: () => (matchMedia("(pointer: fine)").matches ? name.focus({ preventScroll: true }) : undefined) };
}

function field(id, label, input) {
  return el("div", { class: "field" },
    el("label", { for: id }, label, " ", el("span", { class: "hint", text: say("optional"), "aria-hidden": "true" })), input);
}

function earlier(enter) {
  const sessions = memory.sessions().filter((session) => session.text).slice(0, 4);
  if (!sessions.length) return null;
  return el("section", { class: "earlier", "aria-label": say("earlier") },
    el("h3", { text: say("earlier") }),
    sessions.map(({ id, at, text }) => el("button", { type: "button", on: { click: () => enter(id) } },
      el("b", { text: text || say("noMessages") }), el("time", { class: "num", text: shortDate(new Date(at)) }))));
}

/** The head of both views. The room adds its presence and a button. */
export function header({ changeLanguage, presence = null, startAnew = null }) {
  const head = el("header", { class: "head" });
  return fill(head,
    el("div", { class: "mark" }, icon("bell")),
    el("div", { class: "head-text" }, el("h1", { text: say("heading") }), presence),
    el("button", { class: "plain-button", type: "button", lang: language() === "en" ? "pl" : "en", "aria-label": say("switchLanguage"), on: { click: changeLanguage } },
      icon("globe"), el("span", { class: "label", text: say("switchLanguage") })),
    startAnew && el("button", { class: "plain-button", type: "button", "aria-label": say("newConversation"), title: say("newConversation"), on: { click: startAnew } },
      icon("plus"), el("span", { class: "label", text: say("newConversation") })));
}
