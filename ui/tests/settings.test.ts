import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { language } from '../src/i18n/index.svelte';
import { Announcer } from '../src/state/announcer.svelte';
import { Focus } from '../src/state/focus';
import { RepSettings } from '../src/state/settings.svelte';
import { FakeDesk } from './fixture/fakeDesk';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('settings', () => {
  it('take effect at once and are written once, after the rep stopped changing them', async () => {
    const desk = new FakeDesk();
    const settings = new RepSettings(desk, () => undefined);
    settings.take(desk.boot.settings);
    settings.change({ theme: 'dark' });
    for (let width = 361; width <= 400; width++) settings.change({ listWidth: width });
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(settings.current.listWidth).toBe(400);
    await vi.advanceTimersByTimeAsync(500);
    expect(desk.calls('changeSettings')).toEqual([{ theme: 'dark', listWidth: 400 }]);
  });

  it('switch the language of the whole window', () => {
    const settings = new RepSettings(new FakeDesk(), () => undefined);
    settings.change({ locale: 'pl' });
    expect([language.code, document.documentElement.lang]).toEqual(['pl', 'pl']);
  });

  it('are not set back by what the core had while a change is on its way, and take what others changed meanwhile', async () => {
    const desk = new FakeDesk();
    const settings = new RepSettings(desk, () => undefined);
    const others = { ...desk.boot.settings, hubOn: false, alerts: { ...desk.boot.settings.alerts, mutedUntil: '2031-01-01T08:00:00Z' } };
    settings.change({ theme: 'dark', alerts: { private: true } });
    settings.take(others);
    const both = { ...others, theme: 'dark', alerts: { ...others.alerts, private: true } };
    expect(settings.current).toEqual(both);
    desk.boot.settings = others;
    void settings.flush();
    settings.take(others);
    expect(settings.current).toEqual(both);
    await vi.advanceTimersByTimeAsync(500);
    expect(desk.calls('changeSettings')).toEqual([{ theme: 'dark', alerts: { private: true } }]);
    expect([desk.boot.settings, settings.current]).toEqual([both, both]);
  });

  it('show what the core made of a value that was out of bounds', async () => {
    const desk = new FakeDesk();
    const settings = new RepSettings(desk, () => undefined);
    settings.change({ voiceRate: 9 });
    await vi.advanceTimersByTimeAsync(500);
    expect(settings.current.voiceRate).toBe(4);
  });

  it('say when they could not be kept, and are shown as they are then', async () => {
    const desk = new FakeDesk();
    const failed = vi.fn();
    desk.failures.set('changeSettings', new CallFailed('readOnly', 'no'));
    const settings = new RepSettings(desk, failed);
    settings.change({ theme: 'dark' });
    await vi.advanceTimersByTimeAsync(500);
    expect(failed).toHaveBeenCalledOnce();
    expect([settings.current.theme, document.documentElement.dataset.theme]).toEqual(['system', 'light']);
  });
});

describe('what is said aside', () => {
  it('leaves by itself, unless something failed: that stays until it is dismissed', async () => {
    const announcer = new Announcer();
    announcer.tell('Marked as unread.');
    announcer.fail('That did not work.');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(announcer.notes.map((note) => note.text)).toEqual(['That did not work.']);
    announcer.dismiss(announcer.notes[0]!.id);
    expect(announcer.notes).toEqual([]);
  });

  it('is heard again when it is said again', () => {
    const announcer = new Announcer();
    announcer.say('Assigned to you.');
    const first = announcer.spoken;
    announcer.say('Assigned to you.');
    expect(announcer.spoken).not.toBe(first);
  });

  it('does not pile up the same failure', () => {
    const announcer = new Announcer();
    announcer.fail('Offline.');
    announcer.fail('Offline.');
    expect(announcer.notes).toHaveLength(1);
  });
});

describe('the focus', () => {
  function zones(focus: Focus, ...names: ('views' | 'list' | 'thread' | 'context')[]): (() => void)[] {
    return names.map((name) => {
      const element = document.createElement('div');
      element.tabIndex = -1;
      document.body.append(element);
      return focus.zone(name, element, () => element.focus());
    });
  }

  it('goes round the zones both ways', () => {
    const focus = new Focus();
    zones(focus, 'views', 'list', 'thread', 'context');
    const seen = [1, 1, 1, 1, 1, -1, -1].map((step) => {
      focus.cycle(step as 1 | -1);
      return focus.current;
    });
    expect(seen).toEqual(['views', 'list', 'thread', 'context', 'views', 'context', 'thread']);
  });

  it('passes over a zone that is not there', () => {
    const focus = new Focus();
    const [, , , leave] = zones(focus, 'views', 'list', 'thread', 'context');
    leave?.();
    focus.enter('thread');
    focus.cycle(1);
    expect(focus.current).toBe('views');
  });

  it('goes to a place that was asked for before it was there, unless another was asked for since', () => {
    const gone: string[] = [];
    const focus = new Focus();
    zones(focus, 'thread');
    focus.goTo('reply');
    focus.place('comment', () => gone.push('comment'));
    expect(gone).toEqual([]);
    focus.place('reply', () => gone.push('reply'));
    expect(gone).toEqual(['reply']);
    focus.goTo('search');
    focus.enter('thread');
    focus.place('search', () => gone.push('search'));
    expect(gone).toEqual(['reply']);
  });
});
