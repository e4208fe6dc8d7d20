/** The keys that bring the window up, read from a press: those that the shell can take. */

export type Pressed =
  /** A combination that can be kept. */
  | { keys: string }
  /** Why it cannot. */
  | { problem: 'needsHeld' | 'typesLetter' | 'unusable' };

const named: Record<string, string> = {
  Space: 'Space',
  Enter: 'Enter',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
  Delete: 'Delete',
};

type Press = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

/** Null while only keys are held that go with another. */
export function pressed(press: Press): Pressed | null {
  if (['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'OS', 'Super', 'Hyper', 'CapsLock'].includes(press.key)) return null;
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  const digit = /^Digit(\d)$/.exec(press.code)?.[1];
  const key = letter ?? digit ?? (/^F([1-9]|1\d|2[0-4])$/.test(press.code) ? press.code : named[press.code]);
  if (key === undefined) return { problem: 'unusable' };
  if (!press.ctrlKey && !press.altKey && !press.metaKey && !/^F\d/.test(key)) return { problem: 'needsHeld' };
  if (letter !== undefined && press.ctrlKey && press.altKey && !press.metaKey) return { problem: 'typesLetter' };
  const held = [press.metaKey && 'Super', press.ctrlKey && 'Ctrl', press.altKey && 'Alt', press.shiftKey && 'Shift'];
  return { keys: [...held.filter((one) => one !== false), key].join('+') };
}
