// What is attached to a message: pictures, stickers, sound, films, files, answers to choose from.
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { Player } from "./player.js";
import { server } from "./server.js";
import { say, sizeText } from "./words.js";

/** Nodes for the pieces of an item, and for each piece a function that shows how far its upload is. */
export function piecesOf(item, conversation) {
  const pieces = item.pieces ?? [];
  const pictures = pieces.filter(isPicture);
  const nodes = [];
  const progress = [];
  const grid = pictures.length ? el("div", { class: `pictures${pictures.length === 1 ? " one" : ""}` }) : null;
  pieces.forEach((piece, index) => {
    const made = make(piece, conversation);
    progress[index] = made.progress;
    if (!isPicture(piece)) return nodes.push(made.node);
    if (!grid.isConnected && !nodes.includes(grid)) nodes.push(grid);
    grid.append(made.node);
  });
  return { nodes, progress };
}

const isPicture = (piece) => piece.kind === "file" && piece.usage !== "STICKER" && isShown(piece, "image/");
const isShown = (piece, type) => piece.mime.startsWith(type) && !piece.mime.includes("svg");

function make(piece, conversation) {
  if (piece.kind === "quickReplies") return { node: choices(piece, conversation) };
  if (piece.kind !== "file") return { node: card({ glyph: "alert", name: say("unsupported") }) };
  const url = piece.localUrl ?? conversation.url(piece.fileId);
  if (piece.usage === "STICKER" && isShown(piece, "image/")) return { node: sticker(piece, url) };
  if (isPicture(piece)) return picture(piece, url, conversation);
  if (isShown(piece, "audio/")) return sound(piece, url);
  if (isShown(piece, "video/")) return { node: film(piece, url) };
  return file(piece, conversation);
}

function sticker(piece, url) {
  return el("img", { class: "sticker", src: url, alt: say("sticker"), width: "144", height: "144", decoding: "async", on: { error: gone } });
}

function picture(piece, url, conversation) {
  const image = el("img", { src: url, alt: say("picture", { name: piece.name }), decoding: "async", width: piece.width, height: piece.height, on: { error: gone } });
  const veil = el("span", { class: "veil num", hidden: true });
  const node = el("button", { class: "picture", type: "button", on: { click: () => view(piece, url, conversation) } }, image, veil);
  return { node, progress: (now) => showPercent(veil, now) };
}

/** A picture that stands in a text. */
export function pictureInText(fileId, name, conversation) {
  return el("img", { class: "in-text", src: conversation.url(fileId), alt: say("picture", { name }), decoding: "async", on: { error: gone } });
}

function showPercent(veil, piece) {
  const percent = Math.round((piece.progress ?? 1) * 100);
  veil.hidden = percent >= 100;
  veil.textContent = say("uploading", { percent });
}

function sound(piece, url) {
  const isNote = piece.usage === "VOICE_RECORDING";
  const player = new Player(url, { label: isNote ? say("voiceNote") : say("audio", { name: piece.name }), seconds: piece.seconds });
  const name = !isNote && el("div", { class: "meta", text: piece.name });
  return { node: el("div", { class: "body" }, player.node, name) };
}

function film(piece, url) {
  return el("video", { class: "film", src: url, controls: true, preload: "metadata", playsinline: true, "aria-label": say("video", { name: piece.name }) });
}

function file(piece, conversation) {
  const about = el("div", { class: "about num", text: piece.size ? sizeText(piece.size) : "" });
  const bar = el("i");
  const progress = el("div", { class: "progress", hidden: true }, bar);
  const stored = piece.fileId && !piece.localUrl;
  const node = card({
    glyph: glyphOf(piece.mime), name: piece.name, about: [about, progress],
    href: stored ? server.fileUrl(conversation.id, piece.fileId, true) : piece.localUrl, download: piece.name,
  });
  const show = (now) => {
    const fraction = now.progress ?? 1;
    progress.hidden = fraction >= 1;
    bar.style.width = `${Math.round(fraction * 100)}%`;
  };
  return { node, progress: show };
}

function card({ glyph, name, about, href, download }) {
  const inside = [
    el("span", { class: "glyph" }, icon(glyph)),
    el("div", { class: "texts" }, el("div", { class: href ? "name" : "", text: name }), about),
  ];
  if (!href) return el("div", { class: "card" }, inside);
  return el("a", { class: "card", href, download, title: say("download", { name }) }, inside, icon("download"));
}

function choices(piece, conversation) {
  return el("div", { class: "choices" }, piece.replies.map(({ value, valueType, label }) => {
    const text = label || value;
    const isPage = valueType === "URL" && /^https?:\/\//i.test(value);
    if (isPage) return el("a", { href: value, target: "_blank", rel: "noopener noreferrer", text });
    return el("button", { type: "button", text, on: { click: () => conversation.send({ text: value }) } });
  }));
}

function gone(event) {
  event.target.replaceWith(card({ glyph: "alert", name: say("fileGone") }));
}

/** A picture as large as the window allows. */
function view(piece, url, conversation) {
  const close = el("button", { type: "button", "aria-label": say("close"), on: { click: () => dialog.close() } }, icon("close"));
  const href = piece.fileId ? server.fileUrl(conversation.id, piece.fileId, true) : url;
  const save = el("a", { href, download: piece.name, "aria-label": say("download", { name: piece.name }) }, icon("download"));
  const dialog = el("dialog", { class: "viewer", "aria-label": say("picture", { name: piece.name }) },
    el("img", { src: url, alt: say("picture", { name: piece.name }) }), el("div", { class: "bar" }, save, close));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

/** The icon for a file of this type. */
export function glyphOf(mime) {
  const family = mime.split("/")[0];
  return { audio: "music", video: "film", image: "picture" }[family] ?? "file";
}
