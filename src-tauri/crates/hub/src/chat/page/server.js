// The web chat's endpoints. Every failure is a `Trouble` with a code: the server's, or `offline`.

export class Trouble extends Error {
  constructor(code, message) {
    super(message ?? code);
    this.code = code;
  }
  /** True when asking again later may work. */
  get passing() {
    return this.code === "offline" || this.code === "away" || this.code === "broken";
  }
}

const at = (session, rest = "") => `api/sessions/${encodeURIComponent(session)}${rest}`;

async function call(method, path, body, signal) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal: signal ?? AbortSignal.timeout(20_000),
      cache: "no-store",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Trouble("offline");
  }
  if (!response.ok) throw await trouble(response.status, () => response.json());
  return response.status === 204 ? null : response.json();
}

async function trouble(status, read) {
  try {
    const { code, message } = await read();
    if (code) return new Trouble(code, message);
  } catch { /* not an answer of the web chat; the status decides */ }
  return new Trouble(status >= 500 ? "broken" : "refused");
}

export const server = {
  /** Starts a conversation; `previous` is an earlier one of the same visitor. */
  start: (name, email, previous) => call("POST", "api/sessions", { name, email, previous }),

  /** Everything of a conversation: `{ session, entries, rev, open }`. */
  transcript: (session) => call("GET", at(session)),

  /** Hands a message over. A repeat with the same client id changes nothing. */
  write: (session, message) => call("POST", at(session, "/messages"), message),

  /** Says that the answers up to this entry were seen. */
  seen: (session, upTo) => call("POST", at(session, "/read"), { upTo }),

  /** Where a file's bytes are. */
  fileUrl: (session, fileId, download = false) =>
    `api/files/${encodeURIComponent(fileId)}?session=${encodeURIComponent(session)}${download ? "&download=1" : ""}`,

  /** Uploads a file; `progress` gets numbers from 0 to 1. XMLHttpRequest, because fetch tells nothing on the way up. */
  upload(session, blob, name, progress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", at(session, `/files?name=${encodeURIComponent(name)}`));
      request.setRequestHeader("content-type", blob.type || "application/octet-stream");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => progress(event.total ? event.loaded / event.total : 0));
      request.addEventListener("load", async () => {
        if (request.status === 201) resolve(request.response);
        else reject(await trouble(request.status, async () => request.response));
      });
      request.addEventListener("error", () => reject(new Trouble("offline")));
      request.addEventListener("abort", () => reject(new Trouble("offline")));
      request.send(blob);
    });
  },

  /**
   * Follows a conversation from a revision on. The browser reconnects by itself and says what it saw last; only when
   * it gives up (the server refused) a new connection is made here.
   */
  follow(session, after, { entry, account, up, down, gone }) {
    let source;
    let timer;
    let last = after;
    const open = () => {
      source = new EventSource(at(session, `/events?after=${last}`));
      source.addEventListener("open", up);
      source.addEventListener("entry", (event) => {
        last = Math.max(last, Number(event.lastEventId) || 0);
        entry(JSON.parse(event.data));
      });
      source.addEventListener("account", (event) => account(JSON.parse(event.data).open));
      source.addEventListener("error", () => {
        down();
        if (source.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(async () => {
          // A conversation that is not known any more would be refused for ever.
          try { await server.transcript(session); } catch (error) { if (error.code === "unknown") return gone(); }
          open();
        }, 3000);
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  },
};
