import { describe, expect, it } from 'vitest';

import { moveBy, TypeAhead } from '../src/components/choices';
import { t } from '../src/i18n/index.svelte';
import { enterMeans, helpTable, interpret, takesText, type Press } from '../src/state/keyboard';

function press(key: string, more: Partial<Press> = {}): Press {
  return { key, code: '', ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, isComposing: false, keyCode: 0, target: document.body, ...more };
}

function field(tag: string, type?: string): HTMLElement {
  const element = document.createElement(tag);
  if (type !== undefined) element.setAttribute('type', type);
  return element;
}

describe('single keys', () => {
  it('act on the page', () => {
    expect(interpret(press('j'), true)).toBe('next');
    expect(interpret(press('R', { shiftKey: true }), true)).toBe('replyToThis');
    expect(interpret(press('r'), true)).toBe('reply');
    expect(interpret(press('Escape'), true)).toBe('back');
    expect(interpret(press('?', { shiftKey: true }), true)).toBe('help');
  });

  it('never act where text is typed', () => {
    for (const target of [field('textarea'), field('input', 'search'), field('input', 'text'), field('input')]) {
      for (const key of ['j', 'k', 'r', 'm', 'e', 'i', 'u', '/', ']']) expect(interpret(press(key, { target }), true), key).toBeNull();
    }
    expect(takesText(field('input', 'checkbox'))).toBe(false);
    expect(takesText(field('button'))).toBe(false);
  });

  it('never act while a letter is being composed', () => {
    expect(interpret(press('j', { isComposing: true }), true)).toBeNull();
    expect(interpret(press('j', { keyCode: 229 }), true)).toBeNull();
  });

  it('never act on Ctrl+Alt, with which Polish letters are typed, not even for a view', () => {
    for (const key of ['a', 'e', 'i', 'o', 'r', 'j', 'ą', 'ę']) expect(interpret(press(key, { ctrlKey: true, altKey: true }), true), key).toBeNull();
    expect(interpret(press('1', { code: 'Digit1', ctrlKey: true, altKey: true }), true)).toBeNull();
  });

  it('leave the keys of the browser alone', () => {
    expect(interpret(press('r', { ctrlKey: true }), true)).toBeNull();
    expect(interpret(press('j', { altKey: true }), true)).toBeNull();
    expect(interpret(press('n', { metaKey: true }), true)).toBeNull();
  });

  it('can be switched off, while F6, Esc and keys with Ctrl go on', () => {
    expect(interpret(press('j'), false)).toBeNull();
    expect(interpret(press('Escape'), false)).toBe('back');
    expect(interpret(press('F6'), false)).toBe('nextZone');
    expect(interpret(press('F6', { shiftKey: true }), false)).toBe('previousZone');
    expect(interpret(press('3', { code: 'Digit3', ctrlKey: true }), false)).toEqual({ view: 2 });
  });

  it('reach F6 and the views from a text field too', () => {
    const target = field('textarea');
    expect(interpret(press('F6', { target }), true)).toBe('nextZone');
    expect(interpret(press('1', { code: 'Digit1', ctrlKey: true, target }), true)).toEqual({ view: 0 });
  });

  it('are all explained in the help', () => {
    for (const group of helpTable) for (const { means, keys } of group.rows) {
      expect(t(means)).not.toBe(means);
      expect(keys.length).toBeGreaterThan(0);
    }
  });
});

describe('Enter in the editor', () => {
  it('sends on a chat channel and breaks the line with Shift', () => {
    expect(enterMeans(press('Enter'), false)).toBe('send');
    expect(enterMeans(press('Enter', { shiftKey: true }), false)).toBe('break');
  });

  it('breaks the line in an e-mail, where only Ctrl+Enter sends', () => {
    expect(enterMeans(press('Enter'), true)).toBe('break');
    expect(enterMeans(press('Enter', { ctrlKey: true }), true)).toBe('send');
    expect(enterMeans(press('Enter', { ctrlKey: true }), false)).toBe('send');
  });

  it('does not send what an input method only confirms', () => {
    expect(enterMeans(press('Enter', { isComposing: true }), false)).toBeNull();
    expect(enterMeans(press('Enter', { keyCode: 229 }), false)).toBeNull();
  });
});

describe('choosing from a list', () => {
  it('stops at both ends', () => {
    expect(moveBy('ArrowUp', 0, 4)).toBe(0);
    expect(moveBy('ArrowDown', 3, 4)).toBe(3);
    expect(moveBy('End', 0, 4)).toBe(3);
    expect(moveBy('a', 0, 4)).toBeNull();
  });

  it('jumps to the name whose first or last word begins with what was typed, accents or not', () => {
    const names = ['Unassigned', 'Marta Król', 'Piotr Zieliński', 'Łucja Śliwa'];
    expect(new TypeAhead().find('k', names, 0)).toBe(1);
    expect(new TypeAhead().find('l', names, 0)).toBe(3);
    expect(new TypeAhead().find('x', names, 0)).toBeNull();
    const ahead = new TypeAhead();
    ahead.find('z', names, 0);
    expect(ahead.find('i', names, 2)).toBe(2);
  });
});
