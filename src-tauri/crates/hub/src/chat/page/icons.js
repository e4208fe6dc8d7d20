// The icons: strokes on a 24 px grid, in the manner of Lucide; the bell is our own.
const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  bell: ["M4 18.5h16", "M6 18.5a6 6 0 0 1 12 0", "M12 12.5V10", "M9.8 9h4.4"],
  attach: ["M21 11l-9 9a5 5 0 0 1-7-7l9-9a3.5 3.5 0 0 1 5 5l-9 9a2 2 0 0 1-3-3l8-8"],
  microphone: ["M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z", "M5 11a7 7 0 0 0 14 0", "M12 18v3"],
  smile: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M8.5 14.5a4.5 4.5 0 0 0 7 0", "M9 9.5h.01", "M15 9.5h.01"],
  sticker: ["M15 3.5H6.5a3 3 0 0 0-3 3v11a3 3 0 0 0 3 3h11a3 3 0 0 0 3-3V9z", "M15 3.5V7a2 2 0 0 0 2 2h3.5", "M8.5 14.5a4 4 0 0 0 7 0", "M9 10h.01", "M14 11.5h.01"],
  send: ["M21 4L10 15", "M21 4l-7 17-4-6-6-4z"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7.5V12l3 2"],
  tick: ["M5 12.5l4.5 4.5L19 7.5"],
  alert: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7.5v5.5", "M12 16.4v.1"],
  play: ["M8 5.5v13l10.5-6.5z"],
  pause: ["M7 5.5h3v13H7z", "M14 5.5h3v13h-3z"],
  file: ["M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z", "M14 3v5h5"],
  music: ["M9 18V6l11-2v12", "M6.5 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z", "M17.5 13.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"],
  film: ["M4 5h16v14H4z", "M10 9.5v5l4.5-2.5z"],
  picture: ["M4 5h16v14H4z", "M4 16l4.5-4.5 4 4L15 13l5 4.5", "M15.5 9h.01"],
  download: ["M12 4v11", "M7.5 11L12 15.5 16.5 11", "M5 20h14"],
  reply: ["M9 14l-4-4 4-4", "M5 10h9a5 5 0 0 1 5 5v3"],
  plus: ["M12 5v14", "M5 12h14"],
  globe: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M3.5 12h17", "M12 3c5 5.5 5 12.5 0 18", "M12 3c-5 5.5-5 12.5 0 18"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  trash: ["M4 7h16", "M9 7V4h6v3", "M6.5 7l1 13h9l1-13"],
  plug: ["M9 3v5", "M15 3v5", "M6.5 8h11v3a5.5 5.5 0 0 1-11 0z", "M12 16.5V21"],
};

/** An icon that screen readers pass over. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
