/** The window as a whole, over the fixture: the names and roles that people with screen readers rely on, and the main way through. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { type, written } from './fixture/writing';
import { open } from './fixture/openWindow';

afterEach(() => cleanup());

const row = (name: RegExp) => screen.findByRole('row', { name });

describe('the names of controls', () => {
  it('are those of the contract, in English', async () => {
    const { app } = await open();
    await app.triage.open('t0', 'stay');
    for (const [role, name] of [
      ['navigation', 'Views'], ['grid', 'Conversations'], ['searchbox', 'Search conversations'], ['feed', 'Messages'],
      ['textbox', 'Reply'], ['button', 'Send'], ['button', 'Send options'], ['button', 'Attach file'],
      ['combobox', 'Channel'], ['combobox', 'Ticket owner'], ['combobox', 'Ticket status'],
      ['complementary', 'Context'], ['region', 'Ticket'], ['region', 'Contact'], ['region', 'Previous conversations'], ['status', 'Sync'],
    ] as const) expect(await screen.findByRole(role, { name }), `${role} "${name}"`).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Reply to this message' }).length).toBeGreaterThan(0);
    await fireEvent.click(screen.getByRole('tab', { name: 'Comment' }));
    expect(screen.getByRole('textbox', { name: 'Comment' })).toBeTruthy();
  });

  it('are translated, in Polish', async () => {
    const { app } = await open({ settings: { locale: 'pl' } });
    await app.triage.open('t0', 'stay');
    for (const [role, name] of [
      ['navigation', 'Widoki'], ['grid', 'Rozmowy'], ['searchbox', 'Szukaj rozmów'], ['feed', 'Wiadomości'], ['textbox', 'Odpowiedź'],
      ['button', 'Wyślij'], ['combobox', 'Kanał'], ['combobox', 'Właściciel zgłoszenia'], ['region', 'Poprzednie rozmowy'], ['status', 'Synchronizacja'],
    ] as const) expect(await screen.findByRole(role, { name }), `${role} "${name}"`).toBeTruthy();
  });

  it('name a row by contact, channel and last message', async () => {
    await open();
    expect(await row(/^Anna Nowak, Web chat, .*Czy mam odesłać ten uszkodzony.*3 unread/)).toBeTruthy();
  });

  it('name a message by sender, time and kind', async () => {
    const { app } = await open();
    await app.triage.open('t0', 'stay');
    const feed = await screen.findByRole('feed');
    expect(within(feed).getAllByRole('article', { name: /^Anna Nowak, .+, Voice note$/ })).toHaveLength(1);
    expect(within(feed).getAllByRole('article', { name: /, Comment$/ })).toHaveLength(1);
  });
});

describe('spelling', () => {
  it('is checked once the rep turns to a text, and not while they only read', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    const box = await screen.findByRole('textbox', { name: 'Reply' });
    expect(desk.spellingBegun).toBe(0);
    await fireEvent.focusIn(box);
    await fireEvent.focusIn(box);
    expect(desk.spellingBegun).toBe(1);
  });
});

describe('the main way through', () => {
  it('opens a conversation with a click, and sends what is typed with Enter', async () => {
    const { desk } = await open();
    await fireEvent.click(await row(/^Anna Nowak, Web chat, .*odesłać/));
    const box = await screen.findByRole('textbox', { name: 'Reply' });
    await vi.waitFor(() => expect(screen.getByRole('feed')).toBeTruthy());
    type(box, 'Wysyłamy nowy kubek.');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')).toHaveLength(1));
    expect(await screen.findByText('Waiting to be sent')).toBeTruthy();
    expect(written(box)).toBe('');
  });

  it('sends and sets the status in one, from the menu of the ticket’s own pipeline', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    type(await screen.findByRole('textbox', { name: 'Reply' }), 'Gotowe.');
    await fireEvent.click(await screen.findByRole('button', { name: 'Send options' }));
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent?.trim())).toEqual([
      'Send and set status: New', 'Send and set status: Waiting on contact', 'Send and set status: Waiting on us', 'Send and set status: Closed',
      'Send later…', 'Send and open the next',
    ]);
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Send and set status: Closed' }));
    await vi.waitFor(() => expect(desk.calls('send')[0]?.thenStage).toBe('s4'));
  });

  it('leaves a failed message in its place with its reason and four ways on', async () => {
    const { desk, app } = await open({}, (fake) => fake.plant('t0', 'Nie doszło', { state: 'stuck', reason: 'rejected', detail: 'blocked by the recipient' }));
    await app.triage.open('t0', 'stay');
    const group = await screen.findByRole('group', { name: 'This message waits for you' });
    expect(group.textContent).toContain('blocked by the recipient');
    for (const name of ['Retry', 'Edit', 'Copy', 'Discard']) expect(within(group).getByRole('button', { name })).toBeTruthy();
    await fireEvent.click(within(group).getByRole('button', { name: 'Edit' }));
    await vi.waitFor(() => expect(written(screen.getByRole('textbox', { name: 'Reply' }))).toBe('Nie doszło'));
    expect(desk.calls('settle')).toEqual([{ intent: 'intent-1', how: 'edit' }]);
  });

  it('asks the rep about a message that may have arrived, and never resends it by itself', async () => {
    const { desk, app } = await open({}, (fake) => fake.plant('t0', 'Może doszło', { state: 'stuck', reason: 'undecided', detail: '' }));
    await app.triage.open('t0', 'stay');
    const group = await screen.findByRole('group', { name: 'This message waits for you' });
    expect(group.textContent).toContain('It may have arrived');
    for (const name of ['Send again', 'It arrived', 'Discard']) expect(within(group).getByRole('button', { name })).toBeTruthy();
    expect(desk.calls('settle')).toEqual([]);
  });

  it('says why no reply can be sent, and still lets the rep comment', async () => {
    const { desk, app } = await open({}, (fake) => {
      const real = fake.call.bind(fake);
      vi.spyOn(fake, 'call').mockImplementation(async (name, args) => {
        const result = await real(name, args);
        return (name === 'thread' ? { ...(result as object), accounts: ['a4'] } : result) as never;
      });
    });
    await app.triage.open('t0', 'stay');
    expect(await screen.findByText(/Hamburg.*switched off/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('tab', { name: 'Comment' }));
    type(screen.getByRole('textbox', { name: 'Comment' }), 'kanał nie działa');
    await fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    await vi.waitFor(() => expect(desk.calls('send')[0]?.mode).toBe('comment'));
  });
});

describe('keys', () => {
  it('close the ticket and open the next conversation', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    await fireEvent.keyDown(document.body, { key: 'e' });
    await vi.waitFor(() => expect(app.thread.id).toBe('t1'));
    expect(desk.calls('setStatus')).toEqual([{ thread: 't0', stage: 's4', properties: {} }]);
  });

  it('assign to the rep', async () => {
    const { desk, app } = await open();
    await app.triage.open('t1', 'stay');
    await fireEvent.keyDown(document.body, { key: 'i' });
    await vi.waitFor(() => expect(desk.calls('assign')).toEqual([{ thread: 't1', owner: '71' }]));
  });

  it('do nothing while they are typed as text', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    const box = await screen.findByRole('textbox', { name: 'Reply' });
    for (const key of ['e', 'i', 'j', '?']) await fireEvent.keyDown(box, { key });
    expect([desk.calls('setStatus').length, desk.calls('assign').length, app.thread.id, app.panels.dialog]).toEqual([0, 0, 't0', null]);
  });
});

describe('states', () => {
  it('an empty inbox says what would be here and offers the web chat page', async () => {
    const { desk } = await open({ threads: 0 });
    expect(await screen.findByText('No open conversations')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Open web chat' }));
    expect(desk.opened).toEqual(['http://127.0.0.1:4711/chat']);
  });

  it('a start that failed says why, and tries again', async () => {
    const { desk } = await open({}, (fake) => fake.failures.set('bootstrap', new CallFailed('internal', 'The folder cannot be read.')));
    expect(await screen.findByText('The folder cannot be read.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('grid', { name: 'Conversations' })).toBeTruthy();
    expect(desk.calls('bootstrap')).toHaveLength(2);
  });

  it('every notice of the start has a sentence with what to do, and can be dismissed', async () => {
    const { desk } = await open({ boot: { notices: [{ code: 'cacheRebuilt', detail: 'cache.db' }, { code: 'noKeyring', detail: '' }] } });
    expect(await screen.findByText(/The local copy of your conversations was damaged/)).toBeTruthy();
    await fireEvent.click(screen.getAllByRole('button', { name: 'Dismiss' })[0]!);
    await vi.waitFor(() => expect(screen.queryByText(/was damaged/)).toBeNull());
    expect(desk.calls('dismiss')).toEqual([{ code: 'cacheRebuilt', detail: 'cache.db' }]);
    desk.change({ type: 'settings' });
    await vi.waitFor(() => expect(desk.calls('bootstrap')).toHaveLength(2));
    expect(screen.queryByText(/was damaged/)).toBeNull();
    expect(screen.getByText(/keyring/)).toBeTruthy();
  });

  it('what the desktop lacks is one line, with what each means on demand', async () => {
    const notices = (['noSessionBus', 'noKeyring'] as const).map((code) => ({ code, detail: '' }));
    await open({ boot: { notices } });
    expect(await screen.findByText('This desktop lacks: a session bus, a keyring.')).toBeTruthy();
    expect(screen.queryByText(/dbus-run-session/)).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Details', expanded: false }));
    expect(await screen.findByText(/dbus-run-session/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    await vi.waitFor(() => expect(screen.queryByText(/This desktop lacks/)).toBeNull());
  });

  it('nobody who wants no notifications is told that nothing shows them', async () => {
    const { app } = await open({ boot: { notices: [{ code: 'noAlerts', detail: '' }] } });
    expect(await screen.findByText(/Nothing on this desktop shows notifications/)).toBeTruthy();
    app.settings.change({ alerts: { ...app.settings.current.alerts, on: false } });
    await vi.waitFor(() => expect(screen.queryByText(/Nothing on this desktop/)).toBeNull());
  });

  it('the first sync shows how far it is', async () => {
    await open({ boot: { sync: { state: { type: 'firstSync', done: 320, total: 2_000 }, syncedAt: null, waiting: 0, stuck: 0 } } });
    const bar = await screen.findByRole('progressbar');
    expect([bar.getAttribute('value'), bar.getAttribute('max')]).toEqual(['320', '2000']);
  });

  it('a command that failed is told, with its reason', async () => {
    const { desk, app } = await open();
    await app.triage.open('t1', 'stay');
    desk.failures.set('assign', new CallFailed('readOnly', 'Update Bellhop first.'));
    await app.triage.assign('72');
    expect(await screen.findAllByText('That did not work. Update Bellhop first.')).not.toHaveLength(0);
  });

  it('the mark for tests is set once the first rows are drawn', async () => {
    await open();
    await vi.waitFor(() => expect(document.documentElement.dataset.ready).toBe('true'));
  });
});

describe('reading', () => {
  it('marks a conversation as read once its newest message was on screen for a second in a window with the focus', async () => {
    const watched: { target: Element; tell: (entries: object[]) => void }[] = [];
    vi.stubGlobal('IntersectionObserver', class {
      constructor(private readonly tell: (entries: object[]) => void) {}
      observe(target: Element) {
        watched.push({ target, tell: this.tell });
      }
      disconnect() {}
    });
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    await vi.waitFor(() => expect(watched.at(-1)?.target.getAttribute('data-message')).toBe('m20'));
    const see = (isIntersecting: boolean) => watched.at(-1)?.tell([{ isIntersecting }]);
    vi.useFakeTimers();
    see(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(desk.calls('markRead')).toEqual([]);
    focus.mockReturnValue(true);
    window.dispatchEvent(new Event('focus'));
    await vi.advanceTimersByTimeAsync(600);
    see(false);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(desk.calls('markRead')).toEqual([]);
    see(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(desk.calls('markRead')).toEqual([{ thread: 't0', message: 'm20' }]);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
});

describe('accessibility', () => {
  it('has no fault that axe can find without looking at colours', async () => {
    const { app } = await open();
    await app.triage.open('t0', 'stay');
    await screen.findByRole('feed');
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`)).toEqual([]);
  });
});
