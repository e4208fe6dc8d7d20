/** Finding a preference: by what it is called, what it does, and what else it may be called, in both languages. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { find, preferences, type PreferenceKey } from '../src/features/settings/preferences';
import { language } from '../src/i18n/index.svelte';
import { piecesOf, wordsOf } from '../src/words/found';
import { open } from './fixture/openWindow';

afterEach(() => cleanup());

async function openSettings(locale: 'en' | 'pl' = 'en') {
  const opened = await open({ settings: { locale } });
  await fireEvent.keyDown(window, { key: ',', code: 'Comma', ctrlKey: true });
  const dialog = await screen.findByRole('dialog');
  const search = within(dialog).getByRole<HTMLInputElement>('searchbox');
  const type = (text: string) => fireEvent.input(search, { target: { value: text } });
  return { ...opened, dialog, search, type };
}

const shownIn = (dialog: HTMLElement) => [...dialog.querySelectorAll<HTMLElement>('[data-preference]')].map((one) => one.dataset.preference);

describe('words for preferences', () => {
  const finds = (query: string): PreferenceKey[] => find(query, preferences).map(({ key }) => key);

  it('are synonyms as well, in English', () => {
    for (const [query, key] of [
      ['dark mode', 'theme'],
      ['hotkeys', 'singleKeys'],
      ['dnd', 'alerts.respectDesktop'],
      ['autostart', 'desktop.startAtLogin'],
      ['disk space', 'mediaCapMb'],
      ['SNOOZE', 'alerts.mutedUntil'],
      ['factory', 'reset'],
      ['backup', 'export'],
      ['diagnose', 'test'],
      ['deadline', 'alerts.classes.slaBreach'],
      ['faster', 'voiceRate'],
      ['web chat', 'hubOn'],
    ] as const)
      expect(finds(query), query).toContain(key);
  });

  it('are synonyms as well, in Polish, with accents or without', () => {
    language.use('pl');
    for (const [query, key] of [
      ['ciemny', 'theme'],
      ['skróty', 'keys'],
      ['skroty', 'keys'],
      ['głosówki', 'voiceRate'],
      ['glosowki', 'voiceRate'],
      ['WYŁĄCZANIE', 'alerts.on'],
      ['cisza noc', 'alerts.quietHours'],
      ['zalogowaniu', 'desktop.startAtLogin'],
      ['zglosien', 'nothing'],
      ['kopia', 'export'],
      ['domyslne', 'reset'],
    ] as const)
      if (key === 'nothing') expect(finds(query), query).toEqual([]);
      else expect(finds(query), query).toContain(key);
  });

  it('are found in the other language too', () => {
    expect(finds('motyw')).toEqual(['theme']);
    language.use('pl');
    expect(finds('autostart')).toEqual(['desktop.startAtLogin']);
    expect(finds('dark mode')).toEqual(['theme']);
  });

  it('are marked where they stand, whatever their case and accents', () => {
    const marked = (text: string, query: string) => piecesOf(text, wordsOf(query)).map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece)).join('');
    expect(marked('Szybkość wiadomości głosowych', 'szybkosc GŁOS')).toBe('[Szybkość] wiadomości [głos]owych');
    expect(marked('ananas', 'ana')).toBe('[anana]s');
    expect(marked('Reset', '')).toBe('Reset');
    expect(marked('zażółć 👍 gęślą', 'zolc gesla')).toBe('za[żółć] 👍 [gęślą]');
  });
});

describe('the search in the settings', () => {
  it('has the focus when the settings open, shows what it finds over all sections, and marks it', async () => {
    const { dialog, search, type } = await openSettings();
    expect(document.activeElement).toBe(search);
    await type('undo');
    expect(shownIn(dialog)).toEqual(['undoChatSeconds', 'undoEmailSeconds']);
    expect([...dialog.querySelectorAll('mark')].map((one) => one.textContent)).toEqual(['Undo', 'Undo']);
    expect(within(dialog).getByText('2 settings found')).toBeTruthy();
    await type('quiet channels');
    expect(shownIn(dialog)).toEqual(['alerts.quietChannels']);
    await fireEvent.click(within(dialog).getByRole('button', { name: /^Team/ }));
    expect([search.value, shownIn(dialog)]).toEqual(['', ['hubOn', 'rules']]);
  });

  it('says when nothing is found, and takes the rep back', async () => {
    const { dialog, search, type } = await openSettings();
    await type('  teleport ');
    expect(within(dialog).getByText('Nothing found for “teleport”')).toBeTruthy();
    await fireEvent.click(within(dialog).getAllByRole('button', { name: 'Clear search' }).at(-1)!);
    expect([search.value, document.activeElement === search, shownIn(dialog)[0]]).toEqual(['', true, 'theme']);
  });

  it('is left for the first thing found by an arrow or Enter, come back to by Ctrl+F and Ctrl+, and cleared by Esc', async () => {
    const { dialog, search, type, app } = await openSettings();
    await type('single');
    await fireEvent.keyDown(search, { key: 'ArrowDown' });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Single keys');
    for (const key of ['f', ',']) {
      (document.activeElement as HTMLElement).blur();
      await fireEvent.keyDown(dialog, { key, ctrlKey: true });
      expect(document.activeElement).toBe(search);
    }
    expect(await fireEvent.keyDown(search, { key: 'Escape' }), 'the browser would close the dialog').toBe(false);
    expect([search.value, app.panels.dialog]).toEqual(['', 'settings']);
    expect(await fireEvent.keyDown(search, { key: 'Escape' })).toBe(true);
  });

  it('has its sections beside it, which the arrows walk through', async () => {
    const { dialog } = await openSettings();
    const sections = within(within(dialog).getByRole('navigation', { name: 'Sections' }));
    await fireEvent.keyDown(sections.getByRole('button', { name: 'General' }), { key: 'ArrowDown' });
    expect(document.activeElement).toBe(sections.getByRole('button', { name: 'Notifications' }));
    expect(sections.getByRole('button', { name: 'Notifications' }).getAttribute('aria-current')).toBe('true');
    await fireEvent.keyDown(document.activeElement!, { key: 'End' });
    expect(shownIn(dialog)).toEqual(['version', 'export', 'import', 'reset']);
  });

  it('leaves out the hub where there is none', async () => {
    await open({ boot: { workspace: { name: 'Acme', kind: 'remote', hub: null } } }).then(({ app }) => (app.panels.dialog = 'settings'));
    const dialog = await screen.findByRole('dialog');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Team' }));
    expect(shownIn(dialog)).toEqual(['rules']);
    await fireEvent.input(within(dialog).getByRole('searchbox'), { target: { value: 'hub' } });
    expect(shownIn(dialog)).not.toContain('hubOn');
  });
});

describe('the settings in both languages', () => {
  it('have no fault that axe can find without looking at colours', async () => {
    for (const locale of ['en', 'pl'] as const) {
      const { dialog, type } = await openSettings(locale);
      const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
      const faults = async () => (await axe.run(dialog, { rules })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      for (const button of within(within(dialog).getByRole('navigation')).getAllByRole('button')) {
        await fireEvent.click(button);
        expect(await faults(), button.textContent ?? '').toEqual([]);
      }
      await type('a');
      expect(await faults()).toEqual([]);
      await type('teleport');
      expect(await faults()).toEqual([]);
      cleanup();
    }
  });

  it('open their keys and rules dialogs in their place', async () => {
    const { dialog, app } = await openSettings();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Show all keys' }));
    await vi.waitFor(() => expect(screen.getByRole('dialog', { name: 'Keys' })).toBeTruthy());
    expect(app.panels.dialog).toBe('help');
  });
});
