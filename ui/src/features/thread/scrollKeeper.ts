/**
 * Keeps the history where the reader is. At the end it stays at the end, whatever grows; anywhere else the first message on
 * screen stays where it was, whatever is put above it. Done by hand because WebKit has no scroll anchoring.
 */
const near = 48;

export class ScrollKeeper {
  #stuck = true;
  #anchor: { element: Element; top: number } | null = null;

  constructor(private readonly feed: () => HTMLElement | undefined) {}

  /** Follows the size of the feed and of what is in it. */
  watch(element: HTMLElement): () => void {
    const observer = new ResizeObserver(() => this.#stuck && this.toEnd());
    observer.observe(element);
    const children = new MutationObserver((records) => {
      for (const record of records) for (const node of record.addedNodes) if (node instanceof Element) observer.observe(node);
    });
    for (const child of element.children) observer.observe(child);
    children.observe(element, { childList: true });
    return () => {
      observer.disconnect();
      children.disconnect();
    };
  }

  /** Takes note of where the reader is. True at the end. */
  follow(): boolean {
    const feed = this.feed();
    if (feed) this.#stuck = feed.scrollHeight - feed.scrollTop - feed.clientHeight < near;
    return this.#stuck;
  }

  /** From now on at the end. */
  stick(): void {
    this.#stuck = true;
  }

  toEnd(): void {
    const feed = this.feed();
    if (!feed) return;
    this.#stuck = true;
    feed.scrollTop = feed.scrollHeight;
  }

  /** Before the history changes: what is on screen, and where. */
  remember(): void {
    const feed = this.feed();
    if (!feed || this.#stuck) return;
    const edge = feed.getBoundingClientRect().top;
    const element = [...feed.querySelectorAll('article')].find((article) => article.getBoundingClientRect().bottom > edge);
    this.#anchor = element ? { element, top: element.getBoundingClientRect().top } : null;
  }

  /** After it changed: the same there again. */
  restore(): void {
    const feed = this.feed();
    if (!feed) return;
    if (this.#stuck) this.toEnd();
    else if (this.#anchor?.element.isConnected) feed.scrollTop += this.#anchor.element.getBoundingClientRect().top - this.#anchor.top;
    this.#anchor = null;
  }
}
