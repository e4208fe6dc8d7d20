/** Where the corner video stands: its distance from the right and lower edges of the window. Pure. */
export interface Spot {
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

const margin = 12;

/** Inside the window, however it was moved or the window made smaller. */
export function inside({ right, bottom }: Spot, own: Size, window: Size): Spot {
  const keep = (value: number, most: number) => Math.max(margin, Math.min(value, Math.max(margin, most - margin)));
  return { right: keep(right, window.width - own.width), bottom: keep(bottom, window.height - own.height) };
}

/** The next corner, clockwise from where it stands. */
export function nextCorner(at: Spot, own: Size, window: Size): Spot {
  const far = { right: window.width - own.width - margin, bottom: window.height - own.height - margin };
  const left = at.right > far.right / 2;
  const top = at.bottom > far.bottom / 2;
  if (!left && !top) return { right: far.right, bottom: margin };
  if (left && !top) return far;
  if (left && top) return { right: margin, bottom: far.bottom };
  return { right: margin, bottom: margin };
}

const step = 24;

/** One step of an arrow key; null for any other key. */
export function moved({ right, bottom }: Spot, key: string): Spot | null {
  switch (key) {
    case 'ArrowLeft':
      return { right: right + step, bottom };
    case 'ArrowRight':
      return { right: right - step, bottom };
    case 'ArrowUp':
      return { right, bottom: bottom + step };
    case 'ArrowDown':
      return { right, bottom: bottom - step };
    default:
      return null;
  }
}
