// Scrolls a list as a rep does and notes how long each frame took. Run by scroll.rs through WebDriver.
// arguments: 'list' or 'plain', the first row, how many rows there are, a callback.
const [which, first, count, done] = arguments;
const grid = document.querySelector('[role=grid]');
const canScroll = (node) => /auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight + 1;
const around = [];
for (let node = grid; node; node = node.parentElement) around.push(node);
const list = [...around, ...grid.querySelectorAll('*')].find(canScroll);
const rowHeight = grid.querySelector('[role=row]').getBoundingClientRect().height;

// The baseline: as many rows of plain text in the same place of the same web view, and nothing else on the page.
const plain = () => {
  const box = list.getBoundingClientRect();
  const page = document.createElement('div');
  Object.assign(page.style, {
    position: 'fixed', overflowY: 'scroll', left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px`,
  });
  for (let row = 0; row < count; row += 1) {
    const line = document.createElement('div');
    line.style.height = `${rowHeight}px`;
    line.textContent = `Conversation ${row}: the newest message of a customer`;
    page.append(line);
  }
  for (const child of document.body.children) child.hidden = true;
  document.body.style.display = 'block';
  document.body.append(page);
  return page;
};

const shown = [...document.body.children].map((child) => [child, child.hidden, child.style.display]);
const scroller = which === 'plain' ? plain() : list;
if (which === 'plain') for (const [child] of shown) child.style.display = 'none';

const wheel = 180;
const pages = 30;
const framesPerPage = 6;
const atEnd = 60;
const total = wheel + pages * framesPerPage + atEnd;

const step = (frame) => {
  if (frame < wheel) scroller.scrollTop += 120;
  else if (frame < wheel + pages * framesPerPage) {
    if ((frame - wheel) % framesPerPage === 0) scroller.scrollTop += scroller.clientHeight;
  } else if (frame === wheel + pages * framesPerPage) scroller.scrollTop = scroller.scrollHeight;
};

// The list is there when its last row is painted with a conversation's words, not with a place holder.
const lastRowIsThere = () => {
  if (which === 'plain') return true;
  const rows = [...grid.querySelectorAll('[role=row]')];
  const last = rows.find((row) => Number(row.getAttribute('aria-rowindex')) === count) ?? rows.at(-1);
  const box = last.getBoundingClientRect();
  return box.top < list.getBoundingClientRect().bottom && /\p{L}/u.test(last.textContent);
};

const finish = (result) => {
  if (which === 'plain') {
    scroller.remove();
    document.body.style.display = '';
    for (const [child, hidden, display] of shown) {
      child.hidden = hidden;
      child.style.display = display;
    }
  }
  scroller.scrollTop = 0;
  done(result);
};

scroller.scrollTop = first * rowHeight;
let before = null;
let frame = 0;
let warm = 30;
const lengths = [];
const onFrame = () => {
  const now = performance.now();
  if (warm > 0) {
    warm -= 1;
  } else {
    if (before !== null) lengths.push(now - before);
    before = now;
    if (frame >= total && (lastRowIsThere() || frame > total * 3)) {
      finish({ lengths, arrived: lastRowIsThere(), scrolled: scroller.scrollTop });
      return;
    }
    step(frame);
    frame += 1;
  }
  requestAnimationFrame(onFrame);
};
requestAnimationFrame(onFrame);
