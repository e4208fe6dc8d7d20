// Makes an editor ready to be typed into, and notes how long each key takes until its letter is painted. Run by typing.rs
// through WebDriver. arguments: 'composer' or 'bare', the text as HTML.
//
// A key's time begins when the page hears of it and ends with the first task after the frame that shows it: what the
// compositor adds is not seen.
const [which, html] = arguments;
const composer = document.querySelector('.ProseMirror');

const others = [...document.body.children].map((child) => [child, child.style.display]);
let bare = null;
if (which === 'bare') {
  const box = composer.getBoundingClientRect();
  const page = document.createElement('div');
  Object.assign(page.style, {
    position: 'fixed', overflowY: 'auto', left: `${box.left}px`, top: '100px', width: `${box.width}px`, height: '400px',
  });
  for (const [child] of others) child.style.display = 'none';
  document.body.append(page);
  bare = { page, editor: window.bareEditor(page, html) };
}
const editor = which === 'bare' ? bare.page.querySelector('.ProseMirror') : composer;

// At the end of a paragraph in the middle, as somebody who adds a sentence.
const paragraphs = editor.querySelectorAll('p');
const place = paragraphs[Math.floor(paragraphs.length / 2)];
place.scrollIntoView({ block: 'center' });
editor.focus();
getSelection().setPosition(place, place.childNodes.length);

const times = [];
const painted = new MessageChannel();
let began = null;
painted.port1.onmessage = () => {
  if (began !== null) times.push(performance.now() - began);
  began = null;
};
const onKey = () => {
  began = performance.now();
  requestAnimationFrame(() => painted.port2.postMessage(null));
};
window.addEventListener('keydown', onKey, true);

window.typed = () => {
  window.removeEventListener('keydown', onKey, true);
  const words = editor.innerText.split(/\s+/).length;
  const text = place.textContent;
  if (bare) {
    bare.editor.destroy();
    bare.page.remove();
    for (const [child, display] of others) child.style.display = display;
  }
  return { times, words, text };
};
