// The sticker pack. A sticker is drawn here, turned into a picture in the browser and sent like any other file, so
// that every help desk can show it.
import { el } from "./dom.js";
import { drawing, NAMES } from "./drawings.js";
import { say } from "./words.js";

const SIZE = 512;
const label = (name) => say(`sticker${name[0].toUpperCase()}${name.slice(1)}`);

/** The pack as buttons; `pick` gets a sticker's name. */
export function stickerGrid(pick) {
  return el("div", { class: "sticker-grid" }, NAMES.map((name) =>
    el("button", { type: "button", "aria-label": label(name), title: label(name), on: { click: () => pick(name) } },
      el("img", { src: drawing(name), alt: "", width: "80", height: "80" }))));
}

/** A sticker as a file: WebP where the browser can make it, otherwise PNG. */
export async function stickerFile(name) {
  const image = new Image(SIZE, SIZE);
  image.src = drawing(name);
  await image.decode();
  const canvas = el("canvas", { width: SIZE, height: SIZE });
  canvas.getContext("2d").drawImage(image, 0, 0, SIZE, SIZE);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/webp", 0.92); });
  if (!blob) throw new Error("the browser made no picture");
  const ending = blob.type === "image/webp" ? "webp" : "png";
  return { blob, name: `sticker-${name}.${ending}`, usage: "STICKER" };
}
