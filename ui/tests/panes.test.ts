/** What lies over or beside the conversation: the hub and its web chat, and the context of a narrow window. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { WorkspaceView } from '../src/bindings/WorkspaceView';
import { open } from './fixture/openWindow';

const local = (running: boolean): WorkspaceView => ({ name: 'Demo desk', kind: 'local', hub: { running, chatUrl: running ? 'http://127.0.0.1:4711/chat' : null } });
const off = { boot: { workspace: local(false) } };

afterEach(() => cleanup());

describe('the web chat of a local workspace', () => {
  it('is offered beside the list, quietly, while no conversation is open', async () => {
    const { desk, app } = await open();
    const main = within(await screen.findByRole('main'));
    expect(main.getByText('Write as a customer in a browser and see it arrive here.')).toBeTruthy();
    await fireEvent.click(main.getByRole('button', { name: 'Open web chat' }));
    expect(desk.opened).toEqual(['http://127.0.0.1:4711/chat']);
    await app.triage.open('t0', 'stay');
    await vi.waitFor(() => expect(main.queryByRole('button', { name: 'Open web chat' })).toBeNull());
  });

  it('is offered once where the inbox is empty, and not at all by a HubSpot account', async () => {
    await open({ threads: 0 });
    await screen.findByText('No open conversations');
    expect(screen.getAllByRole('button', { name: 'Open web chat' })).toHaveLength(1);
    cleanup();
    await open({ boot: { workspace: { name: 'Acme', kind: 'remote', hub: null } } });
    await screen.findByText('Choose a conversation');
    expect(screen.queryByRole('button', { name: 'Open web chat' })).toBeNull();
  });

  it('appears in the open settings and beside the list as soon as the hub runs, by whoever’s hand', async () => {
    const { desk, app } = await open(off);
    app.panels.dialog = 'settings';
    const dialog = within(await screen.findByRole('dialog'));
    await fireEvent.click(dialog.getByRole('button', { name: 'Team' }));
    expect(dialog.queryByRole('button', { name: 'Open web chat' })).toBeNull();
    expect(dialog.getByRole('switch', { name: 'Hub of this workspace' }).getAttribute('aria-checked')).toBe('false');
    expect(dialog.getByText(/^Not running/)).toBeTruthy();
    desk.boot.workspace = local(true);
    desk.change({ type: 'settings' });
    expect(await dialog.findByRole('button', { name: 'Open web chat' })).toBeTruthy();
    expect(dialog.getByRole('switch', { name: 'Hub of this workspace' }).getAttribute('aria-checked')).toBe('true');
    expect(dialog.getByText(/^Running/)).toBeTruthy();
    expect(within(screen.getByRole('main', { hidden: true })).getByText('Open web chat')).toBeTruthy();
  });

  it('is switched off and on by the rep, and the switch says what it is doing meanwhile', async () => {
    const { desk, app } = await open();
    app.panels.dialog = 'settings';
    const dialog = within(await screen.findByRole('dialog'));
    await fireEvent.click(dialog.getByRole('button', { name: 'Team' }));
    const toggle = dialog.getByRole('switch', { name: 'Hub of this workspace' });
    const real = desk.call.bind(desk);
    let go: () => void = () => undefined;
    vi.spyOn(desk, 'call').mockImplementation(async (name, args) => {
      if (name === 'setHub') await new Promise<void>((resolve) => (go = resolve));
      return real(name, args);
    });
    await fireEvent.click(toggle);
    expect(dialog.getByText('Stopping…')).toBeTruthy();
    expect((toggle as HTMLButtonElement).disabled).toBe(true);
    go();
    expect(await dialog.findByText(/^Switched off/)).toBeTruthy();
    expect(dialog.queryByRole('button', { name: 'Open web chat' })).toBeNull();
    await fireEvent.click(toggle);
    expect(dialog.getByText('Starting…')).toBeTruthy();
    go();
    expect(await dialog.findByRole('button', { name: 'Open web chat' })).toBeTruthy();
    expect(desk.calls('setHub')).toEqual([{ on: false }, { on: true }]);
  });

  it('says in the dialog why the hub could not be switched, stays as it was, and can be tried again', async () => {
    const { desk, app } = await open(off);
    app.panels.dialog = 'settings';
    const dialog = within(await screen.findByRole('dialog'));
    await fireEvent.click(dialog.getByRole('button', { name: 'Team' }));
    const toggle = dialog.getByRole('switch', { name: 'Hub of this workspace' });
    desk.failures.set('setHub', new CallFailed('internal', 'The hub could not start: the port is taken.'));
    await fireEvent.click(toggle);
    expect((await dialog.findByRole('alert')).textContent).toBe('That did not work. The hub could not start: the port is taken.');
    expect(toggle.getAttribute('aria-checked')).toBe('false');
    await fireEvent.click(toggle);
    expect(await dialog.findByRole('button', { name: 'Open web chat' })).toBeTruthy();
    expect(dialog.queryByRole('alert')).toBeNull();
  });
});

describe('the context of a narrow window', () => {
  const view = (width: number) => (window as unknown as { happyDOM: { setViewport: (size: object) => void } }).happyDOM.setViewport({ width, height: 768 });
  const pane = () => screen.queryByRole('complementary', { name: 'Context' });

  beforeEach(() => view(1024));
  afterEach(() => view(1440));

  it('lies over the thread: its button opens it, the cross closes it, and the focus comes back to the button', async () => {
    const { app } = await open();
    await app.triage.open('t0', 'stay');
    expect(pane()).toBeNull();
    const button = await screen.findByRole('button', { name: 'Context sidebar' });
    button.focus();
    await fireEvent.click(button);
    await vi.waitFor(() => expect(pane()?.contains(document.activeElement)).toBe(true));
    await fireEvent.click(screen.getByRole('button', { name: 'Close the context' }));
    await vi.waitFor(() => expect(pane()).toBeNull());
    expect(document.activeElement).toBe(button);
  });

  it.each([[']', ']'], [']', 'Escape']])('opens with %s and closes with %s, and gives the focus back to the message it came from', async (opens, closes) => {
    const { app } = await open();
    await app.triage.open('t0', 'enter');
    await vi.waitFor(() => expect(document.activeElement?.tagName).toBe('ARTICLE'));
    const message = document.activeElement;
    await fireEvent.keyDown(document.activeElement!, { key: opens });
    await vi.waitFor(() => expect(pane()?.contains(document.activeElement)).toBe(true));
    await fireEvent.keyDown(document.activeElement!, { key: closes });
    await vi.waitFor(() => expect(pane()).toBeNull());
    expect(document.activeElement).toBe(message);
    expect(app.thread.id).toBe('t0');
  });

  it('leaves the focus where the rep took it meanwhile', async () => {
    const { app } = await open();
    await app.triage.open('t0', 'stay');
    app.panels.toggleContext();
    await vi.waitFor(() => expect(pane()?.contains(document.activeElement)).toBe(true));
    const box = await screen.findByRole('textbox', { name: 'Reply' });
    box.focus();
    app.panels.toggleContext();
    await vi.waitFor(() => expect(pane()).toBeNull());
    expect(document.activeElement).toBe(box);
  });
});
