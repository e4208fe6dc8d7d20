/** Tells when an element comes on screen, or near it, and when it leaves: what nobody sees costs nothing. */
import type { Attachment } from 'svelte/attachments';

/** `near` is how many pixels outside the scrolled part still count. It ends with `false`, however it ends. */
export function sight(tell: (seen: boolean) => void, near = 0): Attachment<Element> {
  return (element) => {
    // A margin only counts for the scroller that is named.
    const root = element.closest('[role=feed]');
    const observer = new IntersectionObserver((entries) => tell(entries.at(-1)?.isIntersecting ?? false), { root, rootMargin: `${near}px 0px` });
    observer.observe(element);
    return () => {
      observer.disconnect();
      tell(false);
    };
  };
}

/** Tells whether a tenth of an element at least can be seen, within the window and within whatever scrolls it. */
export function seen(tell: (seen: boolean) => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver((entries) => tell(entries.at(-1)?.isIntersecting === true), { threshold: 0.1 });
    observer.observe(element);
    return () => observer.disconnect();
  };
}
