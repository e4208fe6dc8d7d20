// Text with links, and a rep's formatted text. Remote markup is read by an inert parser and built again from a short
// list of elements; whatever is not on the list gives its text and nothing else.
import { el } from "./dom.js";

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const KEPT = { B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", P: "p", DIV: "p", UL: "ul", OL: "ol", LI: "li", BLOCKQUOTE: "blockquote", CODE: "code", BR: "br" };
const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH", "HEAD", "TITLE", "NOSCRIPT"]);

/** A paragraph of plain text, its addresses as links. */
export function plainText(text) {
  return el("p", {}, linked(text));
}

function linked(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const found = match[0].replace(/[.,;:!?)\]}»”…]+$/, "");
    nodes.push(text.slice(end, match.index), link(address(found), found));
    end = match.index + found.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function address(text) {
  if (/^https?:/i.test(text)) return text;
  return text.includes("@") && !text.startsWith("www.") ? `mailto:${text}` : `https://${text}`;
}

function link(href, ...children) {
  let url;
  try { url = new URL(href); } catch { return el("span", {}, children); }
  if (!["http:", "https:", "mailto:", "tel:"].includes(url.protocol)) return el("span", {}, children);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}

/** Formatted text as safe nodes; null when nothing of it is left. A picture of the conversation is what `picture` gives for its file. */
export function richText(markup, picture) {
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const nodes = [...parsed.body.childNodes].flatMap((node) => rebuild(node, false, picture));
  const blocks = ["P", "UL", "OL", "BLOCKQUOTE"];
  const inline = nodes.every((node) => typeof node === "string" || !blocks.includes(node.nodeName));
  if (!parsed.body.textContent.trim() && !parsed.body.querySelector("img[data-file]")) return null;
  return inline ? el("p", {}, nodes) : el("div", {}, nodes.filter((node) => typeof node !== "string" || node.trim()));
}

function rebuild(node, inLink, picture) {
  if (node.nodeType === Node.TEXT_NODE) return inLink ? [node.data] : linked(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.nodeName.toUpperCase())) return [];
  const isLink = node.nodeName === "A";
  const file = node.nodeName === "IMG" ? node.getAttribute("data-file") : null;
  if (file) return [picture(file, node.getAttribute("alt") ?? "")];
  const children = [...node.childNodes].flatMap((child) => rebuild(child, inLink || isLink, picture));
  if (isLink) return [link(node.getAttribute("href") ?? "", ...children)];
  const kept = KEPT[node.nodeName];
  return kept ? [el(kept, {}, children)] : children;
}

/** True for one to three emoji and nothing else. */
export function isEmojiOnly(text) {
  const clean = text.replace(/\s/g, "");
  if (!clean || clean.length > 40 || /[\d#*]/.test(clean)) return false;
  if (!/^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\u200d|\ufe0f)+$/u.test(clean)) return false;
  return [...new Intl.Segmenter().segment(clean)].length <= 3;
}
