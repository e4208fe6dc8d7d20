// Scrolls a list as a rep does and notes how long each frame took. Run by scroll.rs through WebDriver.
// arguments: 'list' or 'plain', the first row, how many rows there are, a callback.
const [which, first, count, done] = arguments;
const list = document.querySelector('[role=grid]');
const rowHeight = list.querySelector('[role=row]').getBoundingClientRect().height;

const others = [...document.body.children].map((child) => [child, child.style.display]);
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
  for (const [child] of others) child.style.display = 'none';
  document.body.append(page);
  return page;
};
const scroller = which === 'plain' ? plain() : list;

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

// The list is there when its last row is on screen with a conversation's words, not as a place holder without any.
const lastRowIsThere = () => {
  if (which === 'plain') return true;
  const last = list.querySelector(`[role=row][aria-rowindex="${count}"]`);
  return last !== null && last.getBoundingClientRect().top < list.getBoundingClientRect().bottom && /\p{L}/u.test(last.textContent);
};

const finish = (result) => {
  if (which === 'plain') {
    scroller.remove();
    for (const [child, display] of others) child.style.display = display;
  }
  list.scrollTop = 0;
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
