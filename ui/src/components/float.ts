/** Places what floats beside what it belongs to: below it if there is room, above it otherwise, always inside the window. */
import type { Attachment } from 'svelte/attachments';

export interface FloatOptions {
  anchor: () => HTMLElement | undefined;
  align?: 'start' | 'end';
}

const gap = 4;
const margin = 8;

export function float({ anchor, align = 'start' }: FloatOptions): Attachment<HTMLElement> {
  return (element) => {
    const place = () => {
      const at = anchor()?.getBoundingClientRect();
      if (!at) return;
      element.style.minWidth = `${at.width}px`;
      const room = { below: innerHeight - at.bottom - gap - margin, above: at.top - gap - margin };
      element.style.maxHeight = `${Math.min(360, Math.max(room.below, room.above))}px`;
      const own = element.getBoundingClientRect();
      const below = own.height <= room.below || room.below >= room.above;
      const left = align === 'start' ? at.left : at.right - own.width;
      element.style.left = `${Math.max(margin, Math.min(left, innerWidth - own.width - margin))}px`;
      element.style.top = `${below ? at.bottom + gap : at.top - gap - own.height}px`;
    };
    place();
    addEventListener('resize', place);
    return () => removeEventListener('resize', place);
  };
}

/** Lifts a popover above everything else, a dialog that was opened after it too. */
export function lift(element: HTMLElement): void {
  // An older web view shows it in its place: only a dialog would cover it.
  if (!('showPopover' in HTMLElement.prototype)) return;
  if (element.matches(':popover-open')) {
    if (document.querySelector('dialog[open]') === null) return;
    element.hidePopover();
  }
  element.showPopover();
}
