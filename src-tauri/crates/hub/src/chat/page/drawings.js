// The stickers: a reception bell with a face, in a dozen moods. Drawn on a 512 px square; under each drawing lies its
// outline in white, as on a sheet of stickers.
const INK = "#4a3410";
const GREEN = "#17695a";

const BODY = `
<path d="M88 346a168 168 0 0 1 336 0z" fill="#f5bf52"/>
<path d="M352 346c0-84-40-146-96-166a168 168 0 0 1 168 166z" fill="#e5a736"/>
<path d="M124 318c6-52 34-94 76-116" fill="none" stroke="#fde3a2" stroke-width="16" stroke-linecap="round"/>
<rect x="234" y="138" width="44" height="52" rx="10" fill="#0f4f43"/><rect x="208" y="112" width="96" height="40" rx="20" fill="${GREEN}"/>
<rect x="62" y="340" width="388" height="56" rx="28" fill="${GREEN}"/><rect x="84" y="352" width="150" height="12" rx="6" fill="#3b9583"/>`;
const BODY_OUTLINE = `<path d="M88 346a168 168 0 0 1 336 0z"/><rect x="62" y="340" width="388" height="56" rx="28"/><rect x="208" y="112" width="96" height="70" rx="20"/>`;

const dot = (x, y, r = 13) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${INK}"/><circle cx="${x + 4}" cy="${y - 5}" r="${r / 3}" fill="#fff"/>`;
const line = (d, width = 10, color = INK) => `<path d="${d}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const heart = (x, y, s, color = "#e4573d") => `<path transform="translate(${x} ${y}) scale(${s})" d="M0 30C-44 0-36-34-14-34-4-34 0-26 0-20 0-26 4-34 14-34 36-34 44 0 0 30z" fill="${color}"/>`;
const star = (x, y, s, color) => `<path transform="translate(${x} ${y}) scale(${s})" d="M0-24 6-6 24 0 6 6 0 24-6 6-24 0-6-6z" fill="${color}"/>`;
const CHEEKS = `<ellipse cx="172" cy="304" rx="19" ry="13" fill="#ef8b5a" opacity=".75"/><ellipse cx="340" cy="304" rx="19" ry="13" fill="#ef8b5a" opacity=".75"/>`;
const EYES = dot(206, 270) + dot(306, 270);
const HAPPY_EYES = line("M190 274q16-22 32 0") + line("M290 274q16-22 32 0");
const SMILE = line("M230 298q26 26 52 0");
const GRIN = `<path d="M222 292h68a34 34 0 0 1-68 0z" fill="#7c2b1c"/><path d="M238 318a24 16 0 0 1 36 0a34 34 0 0 1-36 0z" fill="#f2806b"/>`;
const mitten = (x, y, turn) => `<g transform="translate(${x} ${y}) rotate(${turn})"><circle r="34" fill="#fff8ea" stroke="${INK}" stroke-width="8"/><path d="M-30-8c-22-6-24-30-8-34 10-2 18 6 22 14" fill="#fff8ea" stroke="${INK}" stroke-width="8" stroke-linejoin="round"/></g>`;

const MOODS = {
  hello: {
    outline: `<circle cx="430" cy="196" r="48"/><path d="M384 60l16 24M440 48v28M492 76l-20 20" stroke-width="40"/>`,
    art: HAPPY_EYES + CHEEKS + GRIN + mitten(432, 200, 20) + line("M396 72l12 22", 11, GREEN) + line("M438 60v24", 11, GREEN) + line("M480 84l-14 18", 11, GREEN),
  },
  thanks: {
    outline: `<path transform="translate(256 388) scale(2.2)" d="M0 30C-44 0-36-34-14-34-4-34 0-26 0-20 0-26 4-34 14-34 36-34 44 0 0 30z"/><circle cx="160" cy="398" r="36"/><circle cx="352" cy="398" r="36"/>`,
    art: HAPPY_EYES + CHEEKS + SMILE + heart(256, 388, 2.2) + line("M208 358q6-20 22-22", 9, "#f7a595") + mitten(164, 398, 100) + mitten(348, 398, -10),
  },
  love: {
    outline: `<circle cx="96" cy="140" r="40"/><circle cx="430" cy="128" r="46"/>`,
    art: heart(206, 272, .95) + heart(306, 272, .95) + CHEEKS + GRIN + heart(96, 142, 1.1) + heart(430, 132, 1.35) + heart(392, 60, .7, "#f2806b"),
  },
  great: {
    outline: `<path d="M384 300v-76l40-70h30v70h30v76z"/>`,
    art: `${dot(206, 270)}${line("M290 274q16-22 32 0")}${CHEEKS}${SMILE}<path d="M392 236h22l26-62c22-6 34 10 30 28l-8 34h22c18 0 24 18 16 30 8 10 4 24-6 28 4 14-4 24-18 24h-84z" fill="#fff8ea" stroke="${INK}" stroke-width="8" stroke-linejoin="round"/><rect x="366" y="228" width="36" height="96" rx="10" fill="${GREEN}"/>`,
  },
  party: {
    outline: `<path d="M196 130l74-112 46 124z"/><path d="M84 120h2M430 110h2M120 56h2M396 40h2M56 210h2M464 214h2" stroke-width="58"/>`,
    art: `${HAPPY_EYES}${CHEEKS}${GRIN}<path d="M198 130l74-106 44 112c-40 14-84 12-118-6z" fill="#e4573d"/><path d="M236 78l64 24M216 106l96 32" stroke="#fbe0a0" stroke-width="12" fill="none"/><circle cx="272" cy="26" r="17" fill="#f5bf52"/><rect x="72" y="108" width="28" height="16" rx="4" transform="rotate(30 86 116)" fill="#2c6aa8"/><rect x="112" y="50" width="26" height="15" rx="4" transform="rotate(-24 125 58)" fill="${GREEN}"/><circle cx="58" cy="212" r="11" fill="#e4573d"/><rect x="418" y="100" width="28" height="16" rx="4" transform="rotate(-34 432 108)" fill="#e4573d"/><circle cx="398" cy="42" r="11" fill="#2c6aa8"/>${star(464, 214, .9, "#f5bf52")}`,
  },
  wow: {
    outline: `<path d="M72 190h2M438 190h2M100 92h2M412 92h2" stroke-width="60"/>`,
    art: `<circle cx="204" cy="262" r="27" fill="#fff" stroke="${INK}" stroke-width="8"/><circle cx="308" cy="262" r="27" fill="#fff" stroke="${INK}" stroke-width="8"/>${dot(204, 262, 11)}${dot(308, 262, 11)}${CHEEKS}<ellipse cx="256" cy="312" rx="17" ry="20" fill="#7c2b1c"/>${line("M176 216q18-16 38-10", 9)}${line("M298 206q20-6 38 10", 9)}${star(76, 190, 1.2, "#2c6aa8")}${star(438, 190, 1.2, "#2c6aa8")}${star(104, 92, .8, GREEN)}${star(412, 92, .8, GREEN)}`,
  },
  question: {
    outline: `<path d="M392 66q4-44 48-44 46 2 44 44-2 30-42 44v22M440 176h2" stroke-width="66"/>`,
    art: `${dot(206, 274)}${dot(306, 274)}${CHEEKS}${line("M232 308q22-12 46 2")}${line("M180 232q22-18 44-6", 9)}${line("M290 240q18-4 34 4", 9)}${line("M398 70q4-40 42-40 40 2 38 40-2 26-38 40v20", 24, "#2c6aa8")}<circle cx="440" cy="176" r="15" fill="#2c6aa8"/>`,
  },
  sad: {
    outline: ``,
    art: `${dot(206, 274)}${dot(306, 274)}${CHEEKS}${line("M232 318q24-24 48 0")}${line("M178 244q20-4 36-18", 9)}${line("M334 244q-20-4-36-18", 9)}<path d="M322 292c14 20 20 30 20 40a20 20 0 0 1-40 0c0-10 6-20 20-40z" fill="#5fa3dd"/><path d="M312 330a10 10 0 0 0 8 12" fill="none" stroke="#cfe5f7" stroke-width="6" stroke-linecap="round"/>`,
  },
  oops: {
    outline: `<path d="M336 330h144v120H336z"/><path d="M402 120c22 32 32 46 32 62a32 32 0 0 1-64 0c0-16 10-30 32-62z"/>`,
    art: `${line("M190 262l26 14-26 14")}${line("M322 262l-26 14 26 14")}${CHEEKS}${line("M226 312q8-12 16 0t16 0 16 0 14 0", 9)}<path d="M402 124c20 30 28 44 28 58a28 28 0 0 1-56 0c0-14 8-28 28-58z" fill="#5fa3dd"/><path d="M390 184a14 14 0 0 0 10 14" fill="none" stroke="#cfe5f7" stroke-width="7" stroke-linecap="round"/><path d="M336 344h144v106H336z" fill="#c98f57"/><path d="M336 344h144v26H336z" fill="#b47a43"/><path d="M392 344h32v106h-32z" fill="#e7c79c"/>${line("M352 344l18 26-12 18 20 22", 8, INK)}`,
  },
  sleepy: {
    outline: `<path d="M374 150h40l-40 44h40M424 66h52l-52 58h52" stroke-width="56"/>`,
    art: `${line("M188 272q18 18 36 0")}${line("M288 272q18 18 36 0")}${CHEEKS}<ellipse cx="256" cy="308" rx="12" ry="10" fill="#7c2b1c"/>${line("M376 152h36l-36 42h36", 15, "#2c6aa8")}${line("M426 70h46l-46 52h46", 18, "#2c6aa8")}`,
  },
  coffee: {
    outline: `<rect x="330" y="318" width="120" height="122" rx="22"/><path d="M446 350h16q26 0 26 28t-26 28h-16" /><path d="M366 300q-12-22 2-42M408 300q-12-22 2-42" stroke-width="44"/>`,
    art: `${HAPPY_EYES}${CHEEKS}${SMILE}<path d="M446 352h12q28 0 28 26t-28 26h-12" fill="none" stroke="#2c6aa8" stroke-width="16"/><path d="M334 330h120v72a38 38 0 0 1-38 38h-44a38 38 0 0 1-38-38z" fill="#3d7fc0"/><path d="M334 330h120v22H334z" fill="#2c6aa8"/><ellipse cx="394" cy="332" rx="60" ry="14" fill="#6b4423"/>${heart(394, 396, .7, "#fff8ea")}${line("M372 306q-12-20 2-40", 11, "#b8b2a6")}${line("M414 306q-12-20 2-40", 11, "#b8b2a6")}`,
  },
  done: {
    outline: `<circle cx="404" cy="372" r="82"/>`,
    art: `${HAPPY_EYES}${CHEEKS}${SMILE}<circle cx="404" cy="372" r="78" fill="#fff"/><circle cx="404" cy="372" r="66" fill="#2f9a5f"/>${line("M372 374l24 24 42-48", 20, "#fff")}`,
  },
};

/** The stickers in the order of the picker. */
export const NAMES = Object.keys(MOODS);

/** A sticker as an address that an image can show. */
export function drawing(name) {
  const { outline, art } = MOODS[name];
  const under = `<g fill="#fff" stroke="#fff" stroke-width="34" stroke-linejoin="round" stroke-linecap="round">${BODY_OUTLINE}${outline}</g>`;
  const shadow = `<g transform="translate(0 8)" opacity=".16"><g fill="#000" stroke="#000" stroke-width="36" stroke-linejoin="round" stroke-linecap="round">${BODY_OUTLINE}${outline}</g></g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">${shadow}${under}${BODY}${art}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
