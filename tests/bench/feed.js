// Scrolls a conversation from its newest message to its oldest and back, and notes how long each frame took. Run by
// attachments.rs through WebDriver. arguments: 'feed' or 'plain', a callback.
const [which, done] = arguments;
const feed = document.querySelector('[role=feed]');
const others = [...document.body.children].map((child) => [child, child.style.display]);
const height = feed.scrollHeight;

// The baseline: plain rows of the same height in all, in the same place, and nothing else on the page.
const plain = () => {
  const box = feed.getBoundingClientRect();
  const page = document.createElement('div');
  Object.assign(page.style, {
    position: 'fixed', overflowY: 'scroll', left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px`,
  });
  for (let row = 0; row * 60 < height; row += 1) {
    const line = document.createElement('div');
    line.style.height = '60px';
    line.textContent = `Message ${row}: something that a customer wrote`;
    page.append(line);
  }
  for (const [child] of others) child.style.display = 'none';
  document.body.append(page);
  return page;
};
const scroller = which === 'plain' ? plain() : feed;
scroller.scrollTop = scroller.scrollHeight;

const finish = (result) => {
  if (which === 'plain') {
    scroller.remove();
    for (const [child, display] of others) child.style.display = display;
  }
  done(result);
};

let before = null;
let warm = 30;
let up = true;
const lengths = [];
const onFrame = () => {
  const now = performance.now();
  if (warm > 0) warm -= 1;
  else {
    if (before !== null) lengths.push(now - before);
    before = now;
    if (up && scroller.scrollTop <= 0) up = false;
    else if (!up && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1) return finish({ lengths, height });
    scroller.scrollTop += up ? -120 : 120;
  }
  requestAnimationFrame(onFrame);
};
requestAnimationFrame(onFrame);
