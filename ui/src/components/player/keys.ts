/** What a key means while the focus is in a player. Pure. */
import { takesText, type Press } from '../../state/keyboard';

export type PlayerAction =
  | { do: 'toggle' | 'begin' | 'end' | 'faster' | 'slower' | 'mute' | 'fullscreen' }
  | { do: 'seekBy'; seconds: number }
  | { do: 'volumeBy'; part: number };

/** How far the arrows go, in seconds. */
export const stride = 5;

const sound: Record<string, PlayerAction> = {
  ' ': { do: 'toggle' },
  ArrowLeft: { do: 'seekBy', seconds: -stride },
  ArrowRight: { do: 'seekBy', seconds: stride },
  Home: { do: 'begin' },
  End: { do: 'end' },
  '<': { do: 'slower' },
  '>': { do: 'faster' },
};
const video: Record<string, PlayerAction> = {
  ...sound,
  ArrowUp: { do: 'volumeBy', part: 0.1 },
  ArrowDown: { do: 'volumeBy', part: -0.1 },
  f: { do: 'fullscreen' },
  m: { do: 'mute' },
};

export function playerKey(press: Press, kind: 'sound' | 'video'): PlayerAction | null {
  if (press.isComposing || press.ctrlKey || press.altKey || press.metaKey || takesText(press.target)) return null;
  const { target } = press;
  // A button has its own meaning for Space, a range for its arrows, and an open menu for everything.
  if (press.key === ' ' && target instanceof HTMLButtonElement) return null;
  if (target instanceof HTMLInputElement && target.type === 'range' && press.key !== ' ') return null;
  if (target instanceof Element && target.closest('[role=menu]') !== null) return null;
  const { key } = press;
  const table = kind === 'video' ? video : sound;
  return (press.shiftKey && key !== '<' && key !== '>' ? null : table[key]) ?? null;
}
