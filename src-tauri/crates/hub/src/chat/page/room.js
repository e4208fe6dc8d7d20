// The view of a conversation: head, banner, log and composer, and what they tell each other.
import { announce, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { header } from "./start.js";
import { Log } from "./log.js";
import { Composer } from "./composer.js";
import { say } from "./words.js";

/** The view of this conversation. */
export function room({ conversation, changeLanguage, startAnew }) {
  const light = el("i");
  const words = el("span");
  const presence = el("p", { class: "presence", role: "status" }, light, words);
  const banner = el("div", { class: "banner", hidden: true }, icon("alert"), el("span", { text: say("closed") }));
  const composer = new Composer(conversation);
  const log = new Log(conversation, { reply: (entry) => composer.replyTo(entry) });
  const drop = el("div", { class: "drop", hidden: true }, icon("attach"), say("dropHere"));
  const node = el("main", { class: "frame" }, header({ changeLanguage, presence, startAnew }), banner, log.node, composer.node, drop);
  let unread = 0;
  // The first moments are not a lost connection; only after them a word is said.
  let settled = false;
  const settle = setTimeout(() => { settled = true; showConnection(); }, 2500);

  const showConnection = () => {
    const away = !conversation.connected && (settled || conversation.loaded && !conversation.fresh);
    presence.classList.toggle("away", away);
    words.textContent = away ? say("reconnecting") : say("connected");
    presence.style.visibility = conversation.connected || away ? "visible" : "hidden";
  };
  const showTitle = () => {
    document.title = unread ? say("unread", { count: unread, title: say("title") }) : say("title");
  };
  const seen = () => {
    if (document.visibilityState !== "visible" || !log.atEnd) return;
    unread = 0;
    showTitle();
    conversation.sawEverything();
  };
  const change = () => {
    banner.hidden = conversation.open;
    composer.setOpen(conversation.open);
    log.show();
    seen();
  };
  const answer = (event) => {
    const { author, text, pieces } = event.detail;
    announce(say("answered", { name: author ?? say("team"), text: text || (pieces.length ? say("attachment") : "") }));
    if (document.visibilityState === "visible" && log.atEnd) return;
    unread += 1;
    showTitle();
  };
  const connection = () => { if (conversation.connected) settled = true; showConnection(); };

  const stopDrops = acceptDrops(node, drop, (files) => composer.attach(files));
  conversation.addEventListener("change", change);
  conversation.addEventListener("answer", answer);
  conversation.addEventListener("connection", connection);
  document.addEventListener("visibilitychange", seen);
  log.node.addEventListener("end", seen);
  const leave = () => {
    clearTimeout(settle);
    stopDrops();
    composer.leave();
    conversation.removeEventListener("change", change);
    conversation.removeEventListener("answer", answer);
    conversation.removeEventListener("connection", connection);
    document.removeEventListener("visibilitychange", seen);
  };
  const shown = () => {
    showConnection();
    change();
    log.toEnd();
    composer.focus();
  };
  return { node, leave, shown };
}

function acceptDrops(node, veil, take) {
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const show = (visible) => fill(veil, icon("attach"), say("dropHere")).toggleAttribute("hidden", !visible);
  const listeners = {
    dragenter: (event) => { if (hasFiles(event)) { event.preventDefault(); depth += 1; show(true); } },
    dragover: (event) => { if (hasFiles(event)) event.preventDefault(); },
    dragleave: (event) => { if (hasFiles(event)) { depth = Math.max(0, depth - 1); if (!depth) show(false); } },
    drop: (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      show(false);
      take([...event.dataTransfer.files]);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) node.addEventListener(name, listener);
  return () => Object.entries(listeners).forEach(([name, listener]) => node.removeEventListener(name, listener));
}
