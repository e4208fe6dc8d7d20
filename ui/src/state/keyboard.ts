/**
 * Which key means what. Pure: an event and what surrounds it go in, an action comes out. Single keys never act in a text
 * field or while a letter is being composed, and nothing ever acts on Ctrl+Alt, with which Polish letters are typed.
 */
import type { Key } from '../i18n/index.svelte';

export type Action =
  | 'next'
  | 'previous'
  | 'open'
  | 'back'
  | 'nextMessage'
  | 'previousMessage'
  | 'reply'
  | 'replyToThis'
  | 'playThis'
  | 'comment'
  | 'markUnread'
  | 'search'
  | 'closeAndNext'
  | 'assignToMe'
  | 'sidebar'
  | 'nextZone'
  | 'previousZone'
  | 'settings'
  | 'record'
  | 'attach'
  | 'undo'
  | 'help'
  | { view: number };

/** The part of a keyboard event that counts. */
export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'isComposing' | 'keyCode'> & {
  target: EventTarget | null;
};

const single: Record<string, Action> = {
  j: 'next',
  k: 'previous',
  o: 'open',
  u: 'back',
  n: 'nextMessage',
  p: 'previousMessage',
  r: 'reply',
  m: 'comment',
  e: 'closeAndNext',
  i: 'assignToMe',
  '/': 'search',
  ']': 'sidebar',
  '?': 'help',
};
const shifted: Record<string, Action> = { R: 'replyToThis', U: 'markUnread', '?': 'help', '/': 'search', ']': 'sidebar' };

export function interpret(press: Press, singleKeys: boolean): Action | null {
  if (press.isComposing || press.keyCode === 229) return null;
  if (press.key === 'F6' && !press.ctrlKey && !press.altKey && !press.metaKey) return press.shiftKey ? 'previousZone' : 'nextZone';
  if (press.altKey && press.ctrlKey) return null;
  const command = press.ctrlKey || press.metaKey;
  if (command && !press.altKey && !press.shiftKey) {
    const digit = /^Digit([1-9])$/.exec(press.code)?.[1];
    if (digit !== undefined) return { view: Number(digit) - 1 };
    if (press.key === ',') return 'settings';
    // In a text Ctrl+Z undoes typing; where there is none it undoes sending.
    if (press.code === 'KeyZ' && (!takesText(press.target) || isEmpty(press.target))) return 'undo';
  }
  if (command && !press.altKey && press.shiftKey) {
    if (press.code === 'KeyV') return 'record';
    if (press.code === 'KeyA') return 'attach';
  }
  if (command || press.altKey) return null;
  if (takesText(press.target)) return null;
  if (press.key === 'Escape') return 'back';
  // On a message Space does what it does on a button.
  if (press.key === ' ' && !press.shiftKey && press.target instanceof HTMLElement && press.target.matches('[role=feed] article')) return 'playThis';
  if (!singleKeys) return null;
  return (press.shiftKey ? shifted[press.key] : single[press.key]) ?? null;
}

/** True where typing means text. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !/^(?:button|checkbox|radio|range|submit|reset|file|image|color)$/.test(target.type);
}

function isEmpty(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return target.value === '';
  return target instanceof HTMLElement && (target.textContent ?? '').trim() === '';
}

/** What Enter means in the composer. */
export function enterMeans(press: Press, email: boolean): 'send' | 'break' | null {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229 || press.altKey) return null;
  if (press.ctrlKey || press.metaKey) return 'send';
  return email || press.shiftKey ? 'break' : 'send';
}

/** The keys as the help shows them. */
export const helpTable: { title: Key; rows: { keys: string[][]; means: Key }[] }[] = [
  {
    title: 'keys.conversations',
    rows: [
      { keys: [['J'], ['↓']], means: 'keys.next' },
      { keys: [['K'], ['↑']], means: 'keys.previous' },
      { keys: [['O'], ['Enter']], means: 'keys.open' },
      { keys: [['U'], ['Esc']], means: 'keys.back' },
      { keys: [['E']], means: 'keys.closeAndNext' },
      { keys: [['I']], means: 'keys.assignToMe' },
      { keys: [['Shift', 'U']], means: 'keys.markUnread' },
      { keys: [['/']], means: 'keys.search' },
    ],
  },
  {
    title: 'keys.messages',
    rows: [
      { keys: [['N']], means: 'keys.nextMessage' },
      { keys: [['P']], means: 'keys.previousMessage' },
      { keys: [['R']], means: 'keys.reply' },
      { keys: [['Shift', 'R']], means: 'keys.replyToThis' },
      { keys: [['M']], means: 'keys.comment' },
      { keys: [['Ctrl', 'Enter']], means: 'keys.send' },
      { keys: [['Ctrl', 'Shift', 'Enter']], means: 'keys.sendAndNext' },
      { keys: [['Ctrl', 'Z']], means: 'keys.undoSend' },
      { keys: [['Ctrl', 'B'], ['Ctrl', 'I'], ['Ctrl', 'U']], means: 'style.bar' },
      { keys: [['Ctrl', 'Shift', 'K']], means: 'style.link' },
      { keys: [['Ctrl', 'Shift', 'A']], means: 'composer.attach' },
      { keys: [['Ctrl', 'Shift', 'V']], means: 'keys.record' },
    ],
  },
  {
    title: 'keys.player',
    rows: [
      { keys: [['Space']], means: 'keys.play' },
      { keys: [['←'], ['→']], means: 'keys.seek' },
      { keys: [['<'], ['>']], means: 'keys.rate' },
      { keys: [['↑'], ['↓'], ['M']], means: 'keys.volume' },
      { keys: [['F']], means: 'keys.full' },
    ],
  },
  {
    title: 'keys.window',
    rows: [
      { keys: [['F6'], ['Shift', 'F6']], means: 'keys.zones' },
      { keys: [['Ctrl', '1…9']], means: 'keys.view' },
      { keys: [[']']], means: 'keys.sidebar' },
      { keys: [['Ctrl', ',']], means: 'keys.settings' },
      { keys: [['?']], means: 'keys.help' },
    ],
  },
];
