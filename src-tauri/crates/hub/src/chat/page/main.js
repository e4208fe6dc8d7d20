// Decides what is on the page: the start form, or a conversation.
import { fill } from "./dom.js";
import { memory } from "./memory.js";
import { Conversation } from "./conversation.js";
import { startForm } from "./start.js";
import { room } from "./room.js";
import { language, say, switchLanguage } from "./words.js";

const page = document.getElementById("page");
let conversation = null;
let leave = () => {};

function show(view) {
  leave();
  leave = view.leave ?? (() => {});
  document.documentElement.lang = language();
  document.title = say("title");
  fill(page, view.node);
  view.shown?.();
}

function changeLanguage() {
  switchLanguage();
  conversation ? showRoom() : showStart();
}

function showStart(problem) {
  conversation?.close();
  conversation = null;
  memory.setCurrent(null);
  show(startForm({ problem, enter, changeLanguage }));
}

function showRoom() {
  show(room({ conversation, changeLanguage, startAnew: () => showStart() }));
}

async function enter(id) {
  conversation?.close();
  conversation = new Conversation(id);
  const opened = conversation;
  memory.setCurrent(id);
  conversation.addEventListener("gone", () => lost(id));
  showRoom();
  for (let pause = 500; conversation === opened; pause = Math.min(pause * 2, 8000)) {
    try {
      await opened.load();
      return;
    } catch (error) {
      if (error.code === "unknown") return lost(id);
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  }
}

function lost(id) {
  memory.forgetSession(id);
  showStart(say("unknownConversation"));
}

addEventListener("beforeunload", (event) => {
  if (conversation?.busy) event.preventDefault();
});

const id = memory.current();
if (id) enter(id);
else showStart();
