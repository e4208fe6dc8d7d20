/**
 * How a picture lies on the stage: its scale (1 is pixel for pixel), where its middle is from the middle of the stage, and
 * by how many quarters it is turned. Pure: a view and what is done to it go in, the next view comes out.
 */
export interface View {
  scale: number;
  x: number;
  y: number;
  /** Quarters to the right, 0 to 3. */
  turn: number;
}

/** A size in pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** What the view is of: the picture upright, and the stage. */
export interface Scene {
  picture: Size;
  stage: Size;
}

/** How much closer one step goes. */
export const step = 1.25;

const closest = 8;

/** The scale at which all of it is in sight; a small picture is not blown up. */
export function fitting({ picture, stage }: Scene, turn: number): number {
  const { width, height } = turned(picture, turn);
  return width === 0 || height === 0 ? 1 : Math.min(1, stage.width / width, stage.height / height);
}

/** All of it, in the middle. */
export function whole(scene: Scene, turn = 0): View {
  return { scale: fitting(scene, turn), x: 0, y: 0, turn };
}

export function isWhole(view: View, scene: Scene): boolean {
  return view.scale <= fitting(scene, view.turn) * 1.001;
}

/** Closer or farther by a factor; what is under the point, seen from the middle of the stage, stays under it. */
export function zoomed(view: View, scene: Scene, factor: number, point: Point = { x: 0, y: 0 }): View {
  const fit = fitting(scene, view.turn);
  const scale = Math.min(Math.max(closest, fit * 2), Math.max(fit, view.scale * factor));
  const by = scale / view.scale;
  return held({ ...view, scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by }, scene);
}

/** Pixel for pixel, or twice that for a picture that fits so already; back to the whole from anything closer. */
export function toggled(view: View, scene: Scene, point: Point): View {
  if (!isWhole(view, scene)) return whole(scene, view.turn);
  return zoomed(view, scene, (view.scale < 0.8 ? 1 : Math.max(2, view.scale * 2)) / view.scale, point);
}

export function moved(view: View, scene: Scene, by: Point): View {
  return held({ ...view, x: view.x + by.x, y: view.y + by.y }, scene);
}

/** Turned by quarters; all of it in sight again. */
export function spun(view: View, scene: Scene, quarters: number): View {
  return whole(scene, (((view.turn + quarters) % 4) + 4) % 4);
}

/** The same view in a stage that changed: what was whole stays whole. */
export function resized(view: View, before: Scene, now: Scene): View {
  return isWhole(view, before) ? whole(now, view.turn) : held({ ...view, scale: Math.max(view.scale, fitting(now, view.turn)) }, now);
}

/** A picture smaller than the stage stays in the middle, a larger one covers it. */
function held(view: View, { picture, stage }: Scene): View {
  const { width, height } = turned(picture, view.turn);
  const free = { x: Math.max(0, (width * view.scale - stage.width) / 2), y: Math.max(0, (height * view.scale - stage.height) / 2) };
  return { ...view, x: clamp(view.x, free.x), y: clamp(view.y, free.y) };
}

function turned({ width, height }: Size, turn: number): Size {
  return turn % 2 === 0 ? { width, height } : { width: height, height: width };
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(-most, value));
