/**
 * The marks on one picture while they are made, with every earlier state of them. What a pointer or a key changes goes through
 * {@link change}, which remembers what was before; steps of one movement are one state.
 */
import type { Area } from '../../../bindings/Area';
import type { Mark } from '../../../bindings/Mark';
import { between, middle, moved, pulled, type Edges, type Point, type Size } from './area';

export type Tool = Mark['type'];

/** As many as the core draws. */
const most = 200;
/** Earlier states that can be brought back. */
const states = 100;

interface State {
  marks: readonly Mark[];
  chosen: number | null;
}

export class Redaction {
  tool = $state<Tool>('box');
  #now = $state.raw<State>({ marks: [], chosen: null });
  #before = $state.raw<readonly State[]>([]);
  #after = $state.raw<readonly State[]>([]);
  /** The movement that the newest state belongs to. */
  #movement: unknown = null;

  readonly marks = $derived.by(() => this.#now.marks);
  readonly chosen = $derived.by(() => this.#now.chosen);
  readonly canUndo = $derived.by(() => this.#before.length > 0);
  readonly canRedo = $derived.by(() => this.#after.length > 0);
  readonly full = $derived.by(() => this.marks.length >= most);
  /** What is kept of the picture. */
  readonly crop = $derived.by(() => this.marks.find((mark) => mark.type === 'crop')?.area ?? null);

  constructor(readonly size: Size) {}

  choose(at: number | null): void {
    if (at === this.chosen) return;
    this.#now = { ...this.#now, chosen: at };
    this.#movement = null;
  }

  /** Puts a mark of the chosen kind in the middle. */
  add(): void {
    this.#put(middle(this.size, this.tool === 'crop' ? 0.8 : 1 / 3), null);
  }

  /** Draws a mark of the chosen kind from one point to another; calls of one movement draw the same mark. */
  draw(from: Point, to: Point, movement: unknown): void {
    const area = between(from, to, this.size);
    if (this.#movement === movement) this.#set(area, movement);
    else this.#put(area, movement);
  }

  move(by: Point, movement: unknown): void {
    this.#set(this.#area((area) => moved(area, by, this.size)), movement);
  }

  pull(edges: Edges, by: Point, movement: unknown): void {
    this.#set(this.#area((area) => pulled(area, edges, by, this.size)), movement);
  }

  /** Puts the chosen mark where a pointer has it. */
  place(area: Area, movement: unknown): void {
    this.#set(area, movement);
  }

  remove(): void {
    const { marks, chosen } = this.#now;
    if (chosen === null) return;
    this.#change({ marks: marks.filter((_, at) => at !== chosen), chosen: null }, null);
  }

  undo(): void {
    const state = this.#before.at(-1);
    if (state === undefined) return;
    this.#before = this.#before.slice(0, -1);
    this.#after = [...this.#after, this.#now];
    this.#now = state;
    this.#movement = null;
  }

  redo(): void {
    const state = this.#after.at(-1);
    if (state === undefined) return;
    this.#after = this.#after.slice(0, -1);
    this.#before = [...this.#before, this.#now];
    this.#now = state;
    this.#movement = null;
  }

  #put(area: Area, movement: unknown): void {
    const mark: Mark = { type: this.tool, area };
    // A picture has one frame: another one takes its place.
    const others = this.tool === 'crop' ? this.marks.filter((other) => other.type !== 'crop') : this.marks;
    if (others.length >= most) return;
    this.#change({ marks: [...others, mark], chosen: others.length }, movement);
  }

  #area(change: (area: Area) => Area): Area | null {
    const mark = this.chosen === null ? undefined : this.marks[this.chosen];
    return mark === undefined ? null : change(mark.area);
  }

  #set(area: Area | null, movement: unknown): void {
    const { marks, chosen } = this.#now;
    if (area === null || chosen === null) return;
    this.#change({ marks: marks.map((mark, at) => (at === chosen ? { ...mark, area } : mark)), chosen }, movement);
  }

  #change(state: State, movement: unknown): void {
    if (movement === null || this.#movement !== movement) this.#before = [...this.#before, this.#now].slice(-states);
    this.#after = [];
    this.#movement = movement;
    this.#now = state;
  }
}
