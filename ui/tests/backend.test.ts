import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed, chooseBackend } from '../src/backend';
import { baseOf, httpBackend } from '../src/backend/http';
import { tauriBackend } from '../src/backend/tauri';

afterEach(() => {
  clearMocks();
  vi.unstubAllGlobals();
});

const page = { pathname: '/k/secret/' } as Location;
const answer = (body: unknown) => vi.fn(() => Promise.resolve({ json: () => Promise.resolve(body) }));

describe('the native window', () => {
  it('makes every call through the one command, and hands failures on with their code', async () => {
    const calls: unknown[] = [];
    mockIPC((command, payload) => {
      calls.push([command, payload]);
      if ((payload as { name: string }).name === 'place') return 7;
      return Promise.reject({ code: 'notFound', message: 'This conversation is gone.' });
    });
    const backend = tauriBackend();
    expect(await backend.call('place', { key: { view: 'mine' }, thread: '1' })).toBe(7);
    expect(calls).toEqual([['call', { name: 'place', args: { key: { view: 'mine' }, thread: '1' } }]]);
    await expect(backend.call('thread', { thread: '2' })).rejects.toMatchObject({ code: 'notFound', message: 'This conversation is gone.' });
  });

  it('opens addresses and files through the shell', async () => {
    const calls: unknown[] = [];
    mockIPC((_, payload) => void calls.push(payload));
    await tauriBackend().openUrl('https://example.com');
    await tauriBackend().saveFile({ file: '9', name: 'a.pdf' });
    await tauriBackend().pastePicture();
    await tauriBackend().arrival();
    await tauriBackend().desktopFacts();
    await tauriBackend().testAlert();
    await tauriBackend().letGo();
    await tauriBackend().checkSpelling();
    await tauriBackend().saveText({ name: 'a.json', text: '{}' });
    expect(calls).toEqual([
      { name: 'openUrl', args: { url: 'https://example.com' } },
      { name: 'saveFile', args: { file: '9', name: 'a.pdf' } },
      { name: 'pastePicture', args: null },
      { name: 'arrival', args: null },
      { name: 'desktopFacts', args: null },
      { name: 'testAlert', args: null },
      { name: 'letGo', args: null },
      { name: 'checkSpelling', args: null },
      { name: 'saveText', args: { name: 'a.json', text: '{}' } },
    ]);
  });

  it('is chosen when the page runs in it', () => {
    expect(chooseBackend().call.name).toBe('call');
    vi.stubGlobal('__TAURI_INTERNALS__', {});
    Object.assign(window, { __TAURI_INTERNALS__: {} });
    expect(chooseBackend()).toHaveProperty('onChanged');
    delete (window as unknown as Record<string, unknown>).__TAURI_INTERNALS__;
  });
});

describe('the browser', () => {
  it('finds the way from its own address, with or without a file name', () => {
    expect(baseOf('/k/secret/')).toBe('/k/secret');
    expect(baseOf('/k/secret/index.html')).toBe('/k/secret');
    expect(baseOf('/')).toBe('');
  });

  it('posts calls and takes results', async () => {
    const fetch = answer({ ok: 3 });
    vi.stubGlobal('fetch', fetch);
    expect(await httpBackend(page).call('place', { key: { view: 'open' }, thread: '1' })).toBe(3);
    expect(fetch).toHaveBeenCalledWith('/k/secret/call', expect.objectContaining({ method: 'POST', body: '{"name":"place","args":{"key":{"view":"open"},"thread":"1"}}' }));
  });

  it('tells failures of the core by their code, and a silent core in words', async () => {
    vi.stubGlobal('fetch', answer({ error: { code: 'readOnly', message: 'Update Bellhop.' } }));
    await expect(httpBackend(page).call('bootstrap', null)).rejects.toMatchObject({ code: 'readOnly' });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(httpBackend(page).call('bootstrap', null)).rejects.toThrow('Is it still running?');
  });

  it('has no tray, starts with no session, and nothing arrives from outside', async () => {
    expect(await httpBackend(page).arrival()).toBeNull();
    expect(await httpBackend(page).desktopFacts()).toEqual({ tray: false, summonTrouble: null, autostart: false });
  });

  it('downloads a text under its name, and has no test notification to show', async () => {
    const links: HTMLAnchorElement[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      links.push(this);
    });
    expect(await httpBackend(page).saveText({ name: 'settings.json', text: '{}' })).toBe(true);
    expect(links.map(({ download, href }) => [download, href.slice(0, 5)])).toEqual([['settings.json', 'blob:']]);
    vi.stubGlobal('fetch', answer({ error: { code: 'notPossible', message: 'Only the native window can do this: test_alert.' } }));
    await expect(httpBackend(page).testAlert()).rejects.toMatchObject({ code: 'notPossible' });
  });

  it('opens only web, mail and telephone addresses', async () => {
    await expect(httpBackend(page).openUrl('javascript:alert(1)')).rejects.toBeInstanceOf(CallFailed);
  });

  it('counts everything as stale after the stream of changes was broken', async () => {
    const made: { onopen?: () => void; onerror?: () => void; onmessage?: (event: { data: string }) => void; close: () => void }[] = [];
    vi.stubGlobal('EventSource', class {
      constructor() {
        made.push(this as never);
      }
      close = () => undefined;
    });
    const heard: unknown[] = [];
    const listening = httpBackend(page).onChanged((stale) => heard.push(stale));
    made[0]!.onopen!();
    await listening;
    made[0]!.onmessage!({ data: '[{"type":"threads"}]' });
    made[0]!.onerror!();
    made[0]!.onopen!();
    expect(heard).toEqual([[{ type: 'threads' }], 'everything']);
  });
});
