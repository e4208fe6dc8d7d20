/**
 * Gives the editor's holder the height of its text, in pixels. With a size of its own (`contain: strict`) a key is laid out and
 * painted inside the holder alone; with a height that follows from the text the whole composer is painted at every key.
 */
export function asHighAsItsText(holder: HTMLElement): () => void {
  const observer = new ResizeObserver(([text]) => {
    if (text) holder.style.height = `${text.contentRect.height}px`;
  });
  if (holder.firstElementChild) observer.observe(holder.firstElementChild);
  return () => observer.disconnect();
}
