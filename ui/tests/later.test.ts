/** Messages that do not leave at once: undone for a moment, or sent later. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { open } from './fixture/openWindow';
import { written } from './fixture/writing';

afterEach(() => cleanup());

const editor = () => screen.findByRole('textbox', { name: 'Reply' });
const row = () => screen.findByRole('group', { name: 'Leaves later' });
const undoable = { settings: { undoChatSeconds: 10, undoEmailSeconds: 10 } };

describe('undoing', () => {
  it('is offered with the seconds that are left, and brings the message back into the draft', async () => {
    const { desk, app } = await open(undoable);
    await app.triage.open('t0', 'stay');
    app.composer.write('Za szybko.');
    await app.triage.send(null);
    expect(within(await row()).getByText('Leaves in 10 seconds')).toBeTruthy();
    await fireEvent.click(within(await row()).getByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(app.composer.draft.text).toBe('Za szybko.'));
    expect(desk.calls('settle')).toEqual([{ intent: 'intent-1', how: 'edit' }]);
  });

  it('is Ctrl+Z in an editor without text, and undoes typing where there is some', async () => {
    const { desk, app } = await open(undoable);
    await app.triage.open('t0', 'stay');
    app.composer.write('Za szybko.');
    await app.triage.send(null);
    await row();
    const field = await editor();
    app.composer.write('nowe');
    await vi.waitFor(() => expect(written(field)).toBe('nowe'));
    await fireEvent.keyDown(field, { key: 'z', code: 'KeyZ', ctrlKey: true });
    expect(desk.calls('settle')).toEqual([]);
    app.composer.write('');
    await vi.waitFor(() => expect(written(field)).toBe(''));
    await fireEvent.keyDown(field, { key: 'z', code: 'KeyZ', ctrlKey: true });
    await vi.waitFor(() => expect(app.composer.draft.text).toBe('Za szybko.'));
  });

  it('does nothing once the message has left', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    desk.plant('t0', 'stara', { state: 'sent', message: 'm9' });
    await fireEvent.keyDown(document.body, { key: 'z', code: 'KeyZ', ctrlKey: true });
    expect(desk.calls('settle')).toEqual([]);
  });

  it('says so when it is too late', async () => {
    const { desk, app } = await open(undoable);
    await app.triage.open('t0', 'stay');
    app.composer.write('Za szybko.');
    await app.triage.send(null);
    desk.failures.set('settle', new CallFailed('notPossible', 'It is on its way right now.'));
    await app.triage.undoSend();
    expect((await screen.findAllByText(/It is on its way right now/)).length).toBeGreaterThan(0);
  });

  it('goes back to the conversation when the rep went on to the next', async () => {
    const { desk, app } = await open(undoable);
    await app.triage.open('t0', 'stay');
    app.composer.write('Gotowe.');
    await fireEvent.keyDown(await editor(), { key: 'Enter', ctrlKey: true, shiftKey: true });
    await vi.waitFor(() => expect(app.thread.id).toBe('t1'));
    expect(desk.calls('send')).toHaveLength(1);
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(app.thread.id).toBe('t0'));
    await vi.waitFor(() => expect(app.composer.draft.text).toBe('Gotowe.'));
  });
});

describe('sending later', () => {
  const choose = async (words: string) => {
    const dialog = within(await screen.findByRole('dialog'));
    await fireEvent.input(dialog.getByRole('textbox', { name: 'When' }), { target: { value: words } });
    return dialog;
  };

  it('takes the time in words, shows what it understood, and promises no more than it can keep', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    app.composer.write('Dzień dobry.');
    await fireEvent.click(await screen.findByRole('button', { name: 'Send options' }));
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Send later…' }));
    const dialog = await choose('kiedyś');
    const button = dialog.getByRole('button', { name: 'Send later' }) as HTMLButtonElement;
    expect([button.disabled, dialog.getByRole('status').textContent]).toEqual([true, 'This is no time to come that Bellhop understands.']);
    expect(dialog.getByText('It goes when Bellhop is running and online.')).toBeTruthy();
    await choose('za 2 godziny');
    await vi.waitFor(() => expect(button.disabled).toBe(false));
    await fireEvent.click(button);
    await vi.waitFor(() => expect(desk.calls('send')[0]?.when.type).toBe('at'));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(within(await row()).getByText(/Leaves on/)).toBeTruthy();
  });

  it('can be changed, sent now, or taken back into the draft', async () => {
    const { desk, app } = await open();
    const intent = desk.plant('t0', 'Jutro', { state: 'waiting', until: new Date(Date.now() + 86_400_000).toISOString(), why: 'schedule' });
    await app.triage.open('t0', 'stay');
    await fireEvent.click(within(await row()).getByRole('button', { name: 'Change time…' }));
    const dialog = await choose('in 3 hours');
    await fireEvent.click(dialog.getByRole('button', { name: 'Change' }));
    await vi.waitFor(() => expect(desk.calls('schedule')).toHaveLength(1));
    expect(Date.parse(desk.calls('schedule')[0]?.at ?? '') - Date.now()).toBeGreaterThan(10_000_000);
    await fireEvent.click(within(await row()).getByRole('button', { name: 'Edit' }));
    await vi.waitFor(() => expect(app.composer.draft.text).toBe('Jutro'));
    expect(desk.calls('settle')).toEqual([{ intent, how: 'edit' }]);
  });

  it('is shown with its time in the list too', async () => {
    const until = new Date(2026, 10, 28, 9, 0);
    const { app } = await open({}, (desk) => {
      desk.talk('t0').row.outbox = { state: 'waiting', until: until.toISOString(), why: 'schedule' };
    });
    await app.triage.open('t0', 'stay');
    const first = (await screen.findAllByRole('row'))[0];
    expect(first?.textContent).toContain('09:00');
    expect(first?.getAttribute('aria-label') ?? first?.innerHTML).toContain('Leaves on');
  });

  it('sends at once what the rep does not want to wait for', async () => {
    const { desk, app } = await open();
    const intent = desk.plant('t0', 'Jutro', { state: 'waiting', until: new Date(Date.now() + 86_400_000).toISOString(), why: 'schedule' });
    await app.triage.open('t0', 'stay');
    await fireEvent.click(within(await row()).getByRole('button', { name: 'Send now' }));
    expect(desk.calls('schedule')).toEqual([{ intent, at: null }]);
    expect(await screen.findByText('Waiting to be sent')).toBeTruthy();
  });
});
