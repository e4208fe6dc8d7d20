// Plays what is in the player given, then seeks in it again and again, as a rep with a slider would. Answers, in
// milliseconds, how long the start and each seek took until a quarter of a second of it had been heard, less that quarter;
// and how many media elements the deck took for it. A seek in Opus may end up to a second before the place: what counts is
// that it goes on from wherever it ended.
const [player, seeks] = arguments;
const done = arguments[arguments.length - 1];
const heard = 0.25;
const elements = new Set();
const element = () => {
  const now = document.querySelector('body > audio, [role=feed] video[src]');
  if (now) elements.add(now);
  return now;
};
const moment = () => new Promise((then) => setTimeout(then, 4));
const near = (seconds, place) => seconds > place - 1.5 && seconds < place + 0.3;

/** How long it took, or null when it does not go on at all. */
async function movesOn(place, began) {
  let first = null;
  while (performance.now() - began < 30_000) {
    const now = element();
    if (now && !now.paused) {
      if (first === null && near(now.currentTime, place)) first = now.currentTime;
      if (first !== null && now.currentTime - first >= heard) return performance.now() - began - heard * 1000;
    }
    await moment();
  }
  return null;
}

function seek(slider, part) {
  const box = slider.getBoundingClientRect();
  const at = { bubbles: true, button: 0, pointerId: 1, pointerType: 'mouse', clientX: box.x + box.width * part, clientY: box.y + box.height / 2 };
  // There is no pointer that could be captured.
  slider.setPointerCapture = () => undefined;
  slider.dispatchEvent(new PointerEvent('pointerdown', at));
  slider.dispatchEvent(new PointerEvent('pointerup', at));
}

(async () => {
  const slider = player.querySelector('[role=slider]');
  let began = performance.now();
  player.querySelector('[data-play]').click();
  const start = await movesOn(0, began);
  const lengths = [];
  let stuck = null;
  for (let turn = 0; turn < seeks && start !== null && stuck === null; turn++) {
    // Everywhere in it, by turns far and near, and never so late that it ends.
    const part = ((turn * 37) % 90) / 100;
    const place = part * element().duration;
    began = performance.now();
    seek(slider, part);
    const took = await movesOn(place, began);
    if (took === null) stuck = place;
    else lengths.push(took);
  }
  done({ start, seeks: lengths, stuck, elements: elements.size });
})();
