/** All settings at once: written to a file, taken in from one after a look, put back, and undone. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { defaultSettings } from '../src/bindings/defaultSettings';
import { open } from './fixture/openWindow';

afterEach(() => cleanup());

async function openAbout(settings: object = {}) {
  const opened = await open({ settings });
  opened.app.panels.dialog = 'settings';
  const dialog = within(await screen.findByRole('dialog'));
  await fireEvent.click(dialog.getByRole('button', { name: 'About' }));
  const choose = (text: string, name = 'settings.json') => {
    const picker = dialog.getByLabelText<HTMLInputElement>('Import settings');
    Object.defineProperty(picker, 'files', { value: [new File([text], name)], configurable: true });
    return fireEvent.change(picker);
  };
  const press = (name: string) => fireEvent.click(dialog.getByRole('button', { name }));
  return { ...opened, dialog, choose, press };
}

const exported = (settings: object) => JSON.stringify({ bellhopSettings: 1, settings });

describe('an export', () => {
  it('is saved where the rep says, with what was changed a moment ago', async () => {
    const { desk, app, dialog, press } = await openAbout();
    app.settings.change({ theme: 'dark' });
    await press('Export…');
    expect(await dialog.findByText('Settings exported.')).toBeTruthy();
    expect(desk.written.map(({ name }) => name)).toEqual(['bellhop-settings.json']);
    expect(JSON.parse(desk.written[0]!.text)).toMatchObject({ settings: { theme: 'dark' } });
    await press('Dismiss');
    expect(dialog.queryByText('Settings exported.')).toBeNull();
  });
});

describe('an import', () => {
  it('shows what would change before anything does, and changes nothing when it is called off', async () => {
    const { desk, app, dialog, choose, press } = await openAbout();
    await choose(exported({ theme: 'dark', hologram: true, alerts: { private: true, classes: { mention: { on: false, sound: 'none' } } } }));
    expect(await dialog.findByText('3 settings will change')).toBeTruthy();
    expect(dialog.getByText(/^Theme, Private notifications,? and Mention$/)).toBeTruthy();
    expect(dialog.getByText(/every computer has its own: hologram$/)).toBeTruthy();
    await press('Cancel');
    expect([desk.calls('importSettings'), app.settings.current.theme]).toEqual([[], 'system']);
    expect(dialog.queryByText(/will change/)).toBeNull();
  });

  it('is taken in whole, shows at once, and can be undone', async () => {
    const { desk, app, dialog, choose, press } = await openAbout({ voiceRate: 1.5 });
    const before = desk.boot.settings;
    const text = exported({ theme: 'dark', voiceRate: 2 });
    await choose(text);
    await dialog.findByText('2 settings will change');
    await press('Import');
    expect(await dialog.findByText('2 settings were changed.')).toBeTruthy();
    expect(desk.calls('importSettings')).toEqual([{ text }]);
    expect([document.documentElement.dataset.theme, app.settings.current.voiceRate]).toEqual(['dark', 2]);
    await press('Undo');
    expect(await dialog.findByText('The settings are as before.')).toBeTruthy();
    expect([desk.boot.settings, app.settings.current]).toEqual([before, before]);
  });

  it('tells what it did in the language that it brought', async () => {
    const { dialog, choose, press } = await openAbout();
    await choose(exported({ locale: 'pl' }));
    await dialog.findByText('1 setting will change');
    await press('Import');
    expect(await dialog.findByText('Zmieniono 1 ustawienie.')).toBeTruthy();
  });

  it('says that nothing would change, and why a file cannot be taken in', async () => {
    const { desk, dialog, choose } = await openAbout();
    await choose(exported({ theme: 'system' }));
    expect(await dialog.findByText(/^Nothing would change/)).toBeTruthy();
    expect(dialog.queryByRole('button', { name: 'Import' })).toBeNull();
    await choose('a shopping list');
    expect((await dialog.findByRole('alert')).textContent?.trim()).toBe('That did not work. The file does not hold settings of Bellhop’s.');
    desk.log.length = 0;
    await choose('x'.repeat(70_000));
    await vi.waitFor(() => expect(dialog.getByRole('alert').textContent).toMatch(/too large/));
    expect(desk.calls('checkSettings')).toEqual([]);
  });
});

describe('a reset', () => {
  it('puts everything back but the hub and the layout, and undo brings all of it again', async () => {
    const changed = { theme: 'dark', listWidth: 500, hubOn: false, alerts: { ...defaultSettings.alerts, quietChannels: ['20001'], private: true } };
    const { desk, app, dialog, press } = await openAbout(changed);
    const before = desk.boot.settings;
    await press('Reset all');
    expect(await dialog.findByText('All settings are as on the first day.')).toBeTruthy();
    expect(app.settings.current).toEqual({ ...defaultSettings, listWidth: 500, hubOn: false });
    await press('Undo');
    await vi.waitFor(() => expect(app.settings.current).toEqual(before));
    expect(desk.calls('changeSettings')[0]).not.toHaveProperty('hubOn');
  });

  it('can still be undone from a note when the settings were closed', async () => {
    const { desk, app, dialog, press } = await openAbout({ theme: 'dark' });
    await press('Reset all');
    await dialog.findByText('All settings are as on the first day.');
    app.panels.dialog = null;
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('The settings are as before.')).toBeTruthy();
    expect(desk.boot.settings.theme).toBe('dark');
  });

  it('that failed says so and offers nothing to undo', async () => {
    const { desk, dialog, press } = await openAbout();
    desk.failures.set('resetSettings', new CallFailed('readOnly', 'The desk cannot be written.'));
    await press('Reset all');
    expect((await dialog.findByRole('alert')).textContent?.trim()).toBe('That did not work. The desk cannot be written.');
    expect(dialog.queryByRole('button', { name: 'Undo' })).toBeNull();
  });
});
