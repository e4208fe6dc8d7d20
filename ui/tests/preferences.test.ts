/** The settings: every preference is there, does what it says and no more, is found by what it may be called, and can be put back. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { AlertTest } from '../src/bindings/AlertTest';
import { defaultSettings } from '../src/bindings/defaultSettings';
import type { Settings } from '../src/bindings/Settings';
import { pressed } from '../src/features/settings/combination';
import { canReset, preferences, valueOf, type PreferenceKey } from '../src/features/settings/preferences';
import { minutesOf, noteOn, timeOf } from '../src/features/settings/quietHours';
import { language } from '../src/i18n/index.svelte';
import type { App } from '../src/state';
import type { Changes } from '../src/state/changes';
import type { FakeDesk } from './fixture/fakeDesk';
import { open } from './fixture/openWindow';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function openSettings(settings: Partial<Settings> = {}): Promise<{ desk: FakeDesk; app: App; dialog: HTMLElement }> {
  const opened = await open({ settings });
  opened.app.panels.dialog = 'settings';
  return { ...opened, dialog: await screen.findByRole('dialog') };
}

const row = (dialog: HTMLElement, key: PreferenceKey) => {
  const found = dialog.querySelector<HTMLElement>(`[data-preference="${key}"]`);
  if (!found) throw new Error(`${key} is not shown`);
  return within(found);
};

/** The names of all fields, those of a group that is one preference as one. */
function fields(value: unknown, at = ''): string[] {
  const one = preferences.some(({ key }) => key === at);
  if (one || typeof value !== 'object' || value === null || Array.isArray(value)) return [at];
  return Object.entries(value).flatMap(([name, inner]) => fields(inner, at === '' ? name : `${at}.${name}`));
}

describe('the table of preferences', () => {
  it('has an entry for every field of the settings but the window’s layout, and no field that is not there', () => {
    const keys: string[] = preferences.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const layout = ['listWidth', 'contextOpen'];
    expect(fields(defaultSettings).filter((name) => !keys.includes(name) && !layout.includes(name))).toEqual([]);
    const done = ['keys', 'test', 'rules', 'version', 'export', 'import', 'reset'];
    expect(keys.filter((key) => !fields(defaultSettings).includes(key)).sort()).toEqual(done.sort());
  });

  it('knows of each whether it is as at first', () => {
    for (const { key } of preferences) expect(canReset(defaultSettings, key), key).toBe(false);
    const turned = { ...defaultSettings, alerts: { ...defaultSettings.alerts, classes: { ...defaultSettings.alerts.classes, mention: { sound: 'none' as const, on: true } } } };
    expect(preferences.filter(({ key }) => canReset(turned, key)).map(({ key }) => key)).toEqual(['alerts.classes.mention']);
  });
});

const sections = { general: 'General', notifications: 'Notifications', desktop: 'Desktop', files: 'Files and playback', team: 'Team', about: 'About' };

/** What is done to a preference, and what the desk is told then. */
const acts: { key: PreferenceKey; act: (parts: ReturnType<typeof row>) => Promise<unknown>; told: Changes }[] = [
  { key: 'theme', act: (one) => fireEvent.click(one.getByRole('radio', { name: 'Dark' })), told: { theme: 'dark' } },
  { key: 'locale', act: (one) => fireEvent.click(one.getByRole('radio', { name: 'Polski' })), told: { locale: 'pl' } },
  { key: 'undoChatSeconds', act: (one) => fireEvent.click(one.getByRole('radio', { name: '10 s' })), told: { undoChatSeconds: 10 } },
  { key: 'undoEmailSeconds', act: (one) => fireEvent.click(one.getByRole('radio', { name: 'Off' })), told: { undoEmailSeconds: 0 } },
  { key: 'mediaCapMb', act: (one) => fireEvent.click(one.getByRole('radio', { name: '16 GB' })), told: { mediaCapMb: 16_384 } },
  { key: 'voiceRate', act: (one) => fireEvent.click(one.getByRole('radio', { name: '1.5×' })), told: { voiceRate: 1.5 } },
  { key: 'musicRate', act: (one) => fireEvent.click(one.getByRole('radio', { name: '2×' })), told: { musicRate: 2 } },
  ...(['singleKeys', 'alerts.on', 'alerts.private', 'alerts.respectDesktop', 'alerts.breakThrough', 'desktop.closeToTray', 'desktop.startAtLogin', 'desktop.summon'] as const).map((key) => {
    const [first, second] = key.split('.');
    const on = valueOf(defaultSettings, key) !== true;
    return { key, act: (one: ReturnType<typeof row>) => fireEvent.click(one.getByRole('switch')), told: (second === undefined ? { [first ?? '']: on } : { [first ?? '']: { [second]: on } }) as Changes };
  }),
  ...(['unassigned', 'assignedToMe', 'replyOnMine', 'replyElsewhere', 'mention', 'slaWarning', 'slaBreach', 'sendFailed'] as const).map((name) => ({
    key: `alerts.classes.${name}` as const,
    act: (one: ReturnType<typeof row>) => fireEvent.click(one.getByRole('switch')),
    told: { alerts: { classes: { [name]: { on: !defaultSettings.alerts.classes[name].on } } } } as Changes,
  })),
  {
    key: 'alerts.classes.mention',
    act: async (one) => {
      await fireEvent.click(one.getByRole('combobox', { name: 'Sound: Mention' }));
      await fireEvent.click(one.getByRole('option', { name: /No sound/ }));
    },
    told: { alerts: { classes: { mention: { sound: 'none' } } } },
  },
  { key: 'alerts.quietChannels', act: (one) => fireEvent.click(one.getByRole('switch', { name: 'Quiet channels: Web chat' })), told: { alerts: { quietChannels: ['4811001'] } } },
  { key: 'alerts.quietViews', act: (one) => fireEvent.click(one.getByRole('switch', { name: 'Quiet views: Mine' })), told: { alerts: { quietViews: [{ view: 'mine' }] } } },
  {
    key: 'desktop.summonKeys',
    act: async (one) => {
      const button = one.getByRole('button', { name: 'Change: Super+Shift+B' });
      await fireEvent.click(button);
      await fireEvent.keyDown(button, { key: 'Control', code: 'ControlLeft', ctrlKey: true });
      await fireEvent.keyDown(button, { key: 'F9', code: 'F9', ctrlKey: true, shiftKey: true });
    },
    told: { desktop: { summonKeys: 'Ctrl+Shift+F9' } },
  },
];

describe('a preference', () => {
  it('changes exactly its own field', async () => {
    const { desk, app, dialog } = await openSettings();
    for (const { key, act, told } of acts) {
      const { section } = preferences.find((one) => one.key === key)!;
      language.use('en');
      await fireEvent.click(within(dialog).getByRole('button', { name: sections[section] }));
      await act(row(dialog, key));
      await app.settings.flush();
      expect(desk.calls('changeSettings'), key).toEqual([told]);
      expect(row(dialog, key).getByRole('button', { name: /^(Back to default|Przywróć domyślne): / })).toBeTruthy();
      desk.log.length = 0;
      desk.boot.settings = { ...defaultSettings, locale: 'en' };
      await app.settings.refresh();
    }
    const covered = new Set(acts.map(({ key }) => key));
    const elsewhere = ['keys', 'alerts.mutedUntil', 'test', 'alerts.quietHours', 'hubOn', 'rules', 'version', 'export', 'import', 'reset'];
    expect(preferences.filter(({ key }) => !covered.has(key)).map(({ key }) => key)).toEqual(elsewhere);
  });

  it('that was changed is marked, and put back by its button, which hands the focus on to the control', async () => {
    const { desk, app, dialog } = await openSettings({ theme: 'dark' });
    const theme = row(dialog, 'theme');
    expect(theme.getByRole('heading').textContent).toContain('(changed)');
    await fireEvent.click(theme.getByRole('button', { name: 'Back to default: Theme' }));
    await app.settings.flush();
    expect(desk.calls('changeSettings')).toEqual([{ theme: null }]);
    expect([app.settings.current.theme, theme.queryByRole('button', { name: /Back/ })]).toEqual(['system', null]);
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('radio'));
  });

  it('shows a value from a file or an earlier version that is not among its choices', async () => {
    const { dialog } = await openSettings({ undoChatSeconds: 60 });
    expect(row(dialog, 'undoChatSeconds').getByRole('radio', { name: '60 s' }).getAttribute('aria-checked')).toBe('true');
  });
});

describe('quiet hours', () => {
  it('are kept for seven days as soon as one is changed, and Monday’s can be those of all weekdays', async () => {
    const { desk, app, dialog } = await openSettings();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Notifications' }));
    const hours = row(dialog, 'alerts.quietHours');
    await fireEvent.click(hours.getByRole('switch', { name: 'Monday' }));
    const from = hours.getByLabelText<HTMLInputElement>('Monday: from');
    expect([from.value, hours.getByLabelText<HTMLInputElement>('Monday: until').value]).toEqual(['20:00', '08:00']);
    await fireEvent.change(from, { target: { value: '18:30' } });
    await fireEvent.click(hours.getByRole('button', { name: 'Copy Monday to weekdays' }));
    await app.settings.flush();
    const weekday = { on: true, from: 1110, until: 480 };
    const weekend = { on: false, from: 1200, until: 480 };
    expect(desk.calls('changeSettings')).toEqual([{ alerts: { quietHours: [weekday, weekday, weekday, weekday, weekday, weekend, weekend] } }]);
    expect(hours.getAllByText('next day')).toHaveLength(5);
    await fireEvent.change(hours.getByLabelText('Friday: until'), { target: { value: '' } });
    expect(hours.getByLabelText<HTMLInputElement>('Friday: until').value).toBe('08:00');
  });

  it('are minutes of the day', () => {
    expect(['00:00', '7:05', '23:59', '20:00:00', '24:00', '12:60', '', 'noon'].map(minutesOf)).toEqual([0, 425, 1439, 1200, null, null, null, null]);
    expect([0, 425, 1439].map(timeOf)).toEqual(['00:00', '07:05', '23:59']);
    expect([[60, 120], [120, 60], [60, 60]].map(([from = 0, until = 0]) => noteOn({ on: true, from, until }))).toEqual([null, 'nextDay', 'allDay']);
  });
});

describe('a mute', () => {
  it('lasts half an hour, an hour or until tomorrow at eight, says so, and can be ended', async () => {
    const { desk, app, dialog } = await openSettings();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Notifications' }));
    const mute = row(dialog, 'alerts.mutedUntil');
    expect(mute.queryByRole('button', { name: 'End mute' })).toBeNull();
    const told = async (act: () => Promise<unknown>) => {
      desk.log.length = 0;
      await act();
      await app.settings.flush();
      return (desk.calls('changeSettings')[0] as { alerts: { mutedUntil: string | null } }).alerts.mutedUntil;
    };
    const before = Date.now();
    const half = await told(() => fireEvent.click(mute.getByRole('button', { name: '30 min' })));
    expect(Math.round((new Date(half!).getTime() - before) / 60_000)).toBe(30);
    expect(mute.getByText(/^Muted until .*\d{2}:\d{2}/)).toBeTruthy();
    const morning = await told(() => fireEvent.click(mute.getByRole('button', { name: /^Until tomorrow, / })));
    expect([new Date(morning!).getHours(), new Date(morning!).getDate()]).toEqual([8, new Date(before + 86_400_000).getDate()]);
    expect(await told(() => fireEvent.click(mute.getByRole('button', { name: 'End mute' })))).toBeNull();
    expect(mute.queryByText(/^Muted until/)).toBeNull();
  });
});

describe('the keys that bring the window up', () => {
  const press = (code: string, held: ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[], key = code) =>
    pressed({ code, key, ctrlKey: held.includes('ctrlKey'), altKey: held.includes('altKey'), shiftKey: held.includes('shiftKey'), metaKey: held.includes('metaKey') });

  it('are one key with others held, and never those that type Polish letters', () => {
    expect(press('KeyB', ['metaKey', 'shiftKey'])).toEqual({ keys: 'Super+Shift+B' });
    expect(press('Digit7', ['ctrlKey', 'altKey'])).toEqual({ keys: 'Ctrl+Alt+7' });
    expect(press('ArrowUp', ['altKey'])).toEqual({ keys: 'Alt+Up' });
    expect(press('KeyL', ['ctrlKey', 'altKey'], 'ł')).toEqual({ problem: 'typesLetter' });
    expect(press('KeyL', ['ctrlKey', 'altKey', 'shiftKey'], 'Ł')).toEqual({ problem: 'typesLetter' });
    expect(press('KeyB', ['shiftKey'])).toEqual({ problem: 'needsHeld' });
    expect(press('Slash', ['ctrlKey'])).toEqual({ problem: 'unusable' });
    expect(press('ControlLeft', ['ctrlKey'], 'Control')).toBeNull();
  });

  it('are refused with the reason, and stay as they were with Esc, which does not close the settings', async () => {
    const { desk, app, dialog } = await openSettings();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Desktop' }));
    const keys = row(dialog, 'desktop.summonKeys');
    await fireEvent.click(keys.getByRole('button'));
    await fireEvent.keyDown(keys.getByRole('button', { name: 'Press the keys…' }), { key: 'ł', code: 'KeyL', ctrlKey: true, altKey: true });
    expect(keys.getByRole('alert').textContent).toMatch(/Polish letters/);
    expect(await fireEvent.keyDown(keys.getByRole('button', { name: 'Press the keys…' }), { key: 'Escape', code: 'Escape' })).toBe(false);
    expect(keys.getByRole('button', { name: 'Change: Super+Shift+B' })).toBeTruthy();
    await app.settings.flush();
    expect([desk.calls('changeSettings'), app.panels.dialog]).toEqual([[], 'settings']);
  });
});

describe('what the desktop cannot do', () => {
  it('is said where it is wanted, and no longer once it can', async () => {
    const { desk, app, dialog } = await openSettings({ desktop: { ...defaultSettings.desktop, startAtLogin: true, summon: true } });
    desk.desktop = { tray: false, summonTrouble: 'Another program has these keys.', autostart: false };
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Desktop' }));
    const said = (key: PreferenceKey) => row(dialog, key).getByRole('status').textContent;
    await vi.waitFor(() => expect(said('desktop.closeToTray')).toMatch(/no tray now/));
    expect([said('desktop.startAtLogin'), said('desktop.summon')]).toEqual(['Bellhop cannot start with the session here.', 'Another program has these keys.']);
    app.settings.change({ desktop: { closeToTray: false } });
    await vi.waitFor(() => expect(said('desktop.closeToTray')).toBe(''));
    desk.desktop = { tray: true, summonTrouble: null, autostart: true };
    desk.change({ type: 'settings' });
    await vi.waitFor(() => expect([said('desktop.startAtLogin'), said('desktop.summon')]).toEqual(['', '']));
  });
});

describe('a test notification', () => {
  const cases: [AlertTest | CallFailed, RegExp][] = [
    [{ shown: true, trouble: null, server: 'dunst 1.12' }, /^Handed to dunst 1\.12\./],
    [{ shown: true, trouble: null, server: null }, /^Handed to the desktop\./],
    [{ shown: false, trouble: { type: 'noBus' }, server: null }, /Start Bellhop from a desktop session/],
    [{ shown: false, trouble: { type: 'noDaemon' }, server: null }, /Install a notification service/],
    [{ shown: false, trouble: { type: 'doNotDisturb' }, server: 'GNOME' }, /Switch it off on the desktop/],
    [{ shown: true, trouble: { type: 'off' }, server: 'dunst' }, /^The test was shown, but real notifications are not\. .*Switch them on above/],
    [{ shown: true, trouble: { type: 'muted' }, server: 'dunst' }, /End the mute above/],
    [{ shown: true, trouble: { type: 'quietHours' }, server: 'dunst' }, /Change them below/],
    [{ shown: false, trouble: { type: 'refused', detail: 'too many' }, server: null }, /^The desktop refused: too many$/],
    [new CallFailed('notPossible', 'Only the native window can do this: test_alert.'), /Bellhop in a browser/],
    [new CallFailed('internal', 'The window is gone.'), /did not work\. The window is gone\./],
  ];

  it('says what came of it and what to do about it', async () => {
    const { desk, app, dialog } = await openSettings();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Notifications' }));
    const test = row(dialog, 'test');
    app.settings.change({ alerts: { private: true } });
    for (const [came, said] of cases) {
      desk.alertTest = came;
      await fireEvent.click(test.getByRole('button', { name: 'Send me a test notification' }));
      await vi.waitFor(() => expect(test.getByRole('status').textContent?.trim()).toMatch(said));
    }
    expect(desk.calls('changeSettings'), 'it is tested with what was changed a moment ago').toEqual([{ alerts: { private: true } }]);
  });
});
