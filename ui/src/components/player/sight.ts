/** Tells whether an element can be seen, where that can be told: in part within the window and within whatever scrolls it. */
import type { Attachment } from 'svelte/attachments';

export function sight(tell: (inSight: boolean) => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver((entries) => tell(entries.at(-1)?.isIntersecting === true), { threshold: 0.1 });
    observer.observe(element);
    return () => observer.disconnect();
  };
}
