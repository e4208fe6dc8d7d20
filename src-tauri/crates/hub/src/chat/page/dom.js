// Builds nodes. Text is always text: nothing here, or anywhere in this page, parses markup into the document.

/** Makes an element: `on` holds listeners, `data` the dataset, everything else is an attribute or `text`. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "text") node.textContent = value;
    else if (name === "value" || name === "disabled" || name === "hidden") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Puts these children in place of what was there. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter(Boolean));
  return node;
}

const live = el("div", { class: "sr", role: "status", "aria-live": "polite" });

/** Says something to those who listen instead of looking. */
export function announce(text) {
  if (!live.isConnected) document.body.append(live);
  live.textContent = "";
  // A change in the next turn is noticed even when the sentence is the same.
  setTimeout(() => { live.textContent = text; }, 30);
}
