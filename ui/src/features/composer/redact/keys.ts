/** Which key means what while a picture is redacted. Pure. */
import type { Point } from './area';
import type { Tool } from './redaction.svelte';

export type RedactAction =
  | { tool: Tool }
  | 'undo'
  | 'redo'
  | 'closer'
  | 'farther'
  | 'whole'
  /** Of the chosen mark. */
  | { move: Point; fine: boolean }
  | { grow: Point; fine: boolean }
  | 'remove';

const arrows: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

const plain: Record<string, RedactAction> = {
  b: { tool: 'box' },
  p: { tool: 'blur' },
  c: { tool: 'crop' },
  '+': 'closer',
  '=': 'closer',
  '-': 'farther',
  '_': 'farther',
  '0': 'whole',
  Delete: 'remove',
  Backspace: 'remove',
};

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>;

/** Arrows move the chosen mark, with Shift they make it larger or smaller, with Ctrl they go by single pixels. */
export function redactAction(press: Press): RedactAction | null {
  if (press.altKey) return null;
  const control = press.ctrlKey || press.metaKey;
  const arrow = arrows[press.key];
  if (arrow !== undefined) return press.shiftKey ? { grow: arrow, fine: control } : { move: arrow, fine: control };
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (!control) return plain[key] ?? null;
  if (key === 'z') return press.shiftKey ? 'redo' : 'undo';
  return key === 'y' ? 'redo' : null;
}
