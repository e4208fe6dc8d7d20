// What this browser remembers: the language, the visitor's conversations, and messages that are not with the server
// yet. A browser that refuses to store anything still chats, until the page is closed.

const fallback = new Map();

function read(key, otherwise) {
  let text = null;
  try { text = localStorage.getItem(`webchat.${key}`); } catch { text = fallback.get(key) ?? null; }
  if (text === null) return otherwise;
  try { return JSON.parse(text); } catch { return otherwise; }
}

function write(key, value) {
  const text = JSON.stringify(value);
  try { localStorage.setItem(`webchat.${key}`, text); } catch { fallback.set(key, text); }
}

function forget(key) {
  try { localStorage.removeItem(`webchat.${key}`); } catch { fallback.delete(key); }
}

const MOST_SESSIONS = 20;

export const memory = {
  language: () => read("language", ""),
  setLanguage: (language) => write("language", language),

  /** The visitor as given in the start form. */
  visitor: () => read("visitor", { name: "", email: "" }),
  setVisitor: (visitor) => write("visitor", visitor),

  /** The conversation that is open in this browser. */
  current: () => read("current", null),
  setCurrent: (id) => write("current", id),

  /** Conversations, newest first: `{ id, at, text }`. */
  sessions: () => read("sessions", []),
  note(id, at, text) {
    const others = memory.sessions().filter((session) => session.id !== id);
    write("sessions", [{ id, at, text: text.slice(0, 80) }, ...others].sort((a, b) => b.at - a.at).slice(0, MOST_SESSIONS));
  },
  forgetSession(id) {
    write("sessions", memory.sessions().filter((session) => session.id !== id));
    if (memory.current() === id) memory.setCurrent(null);
    forget(`waiting.${id}`);
    forget(`draft.${id}`);
  },

  /** Messages that the server has not acknowledged. Only those without bytes to upload can be kept. */
  waiting: (id) => read(`waiting.${id}`, []),
  setWaiting: (id, messages) => (messages.length ? write(`waiting.${id}`, messages) : forget(`waiting.${id}`)),

  /** What is typed but not sent. */
  draft: (id) => read(`draft.${id}`, ""),
  setDraft: (id, text) => (text ? write(`draft.${id}`, text) : forget(`draft.${id}`)),
};
