/** A status that demands properties, and changes of the ticket that wait: what the rep sees and can do. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { FieldView } from '../src/bindings/FieldView';
import type { WaitingChange } from '../src/bindings/WaitingChange';
import { problemWith, stored } from '../src/components/fieldWords';
import type { FakeDesk } from './fixture/fakeDesk';
import { open } from './fixture/openWindow';

afterEach(() => cleanup());

const seats: FieldView = { name: 'seats', label: 'Seats', kind: 'number', options: [], value: '' };
const reason: FieldView = {
  name: 'hs_resolution',
  label: 'Resolution',
  kind: 'select',
  options: [{ value: 'ISSUE_FIXED', label: 'Fixed' }, { value: 'REFUND_APPLIED', label: 'Refund' }],
  value: 'ISSUE_FIXED',
};
const topics: FieldView = { name: 'topics', label: 'Topics', kind: 'multiSelect', options: [{ value: 'a', label: 'Lamps' }, { value: 'b', label: 'Mugs' }], value: 'b' };
const demanding = (desk: FakeDesk) => desk.demands.set('s4', [seats, reason, topics]);
const dialog = () => screen.findByRole('dialog', { name: 'Set status: Closed' });

const waits = (patch: Partial<WaitingChange>): WaitingChange => ({
  id: 'c1', kind: 'status', text: 'Closed', stage: 's4', properties: {}, delivery: { state: 'queued' }, follows: null, ...patch,
});
const waiting = () => screen.findByRole('group', { name: 'A change of the ticket waits' });

describe('a status that demands properties', () => {
  it('asks for exactly those, with the values of the ticket, before anything is sent', async () => {
    const { desk, app } = await open({}, demanding);
    await app.triage.open('t0', 'stay');
    app.composer.write('Gotowe.');
    await fireEvent.click(await screen.findByRole('button', { name: 'Send options' }));
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Send and set status: Closed' }));
    const form = within(await dialog());
    expect(form.getByRole('combobox', { name: 'Resolution' }).textContent).toContain('Issue fixed');
    expect((form.getByRole('checkbox', { name: 'Mugs' }) as HTMLInputElement).checked).toBe(true);
    await fireEvent.click(form.getByRole('button', { name: 'Send and set status' }));
    expect(await form.findByText('This is needed.')).toBeTruthy();
    expect(desk.calls('send')).toEqual([]);
    await fireEvent.input(form.getByRole('textbox', { name: 'Seats' }), { target: { value: '2,5' } });
    await fireEvent.click(form.getByRole('checkbox', { name: 'Lamps' }));
    await fireEvent.click(form.getByRole('button', { name: 'Send and set status' }));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(desk.calls('send')[0]).toMatchObject({ thenStage: 's4', thenProperties: { seats: '2.5', hs_resolution: 'ISSUE_FIXED', topics: 'a;b' } });
  });

  it('leaves everything as it was when the form is closed', async () => {
    const { desk, app } = await open({}, demanding);
    await app.triage.open('t0', 'stay');
    app.composer.write('Gotowe.');
    await app.triage.send('s4');
    await fireEvent.click(within(await dialog()).getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect([desk.calls('send').length, app.composer.draft.text]).toEqual([0, 'Gotowe.']);
  });

  it('stays open with what was entered when the desk refuses', async () => {
    const { desk, app } = await open({}, demanding);
    await app.triage.open('t0', 'stay');
    await app.triage.setStatus('s4');
    const form = within(await dialog());
    const field = form.getByRole('textbox', { name: 'Seats' }) as HTMLInputElement;
    await fireEvent.input(field, { target: { value: '3' } });
    desk.failures.set('setStatus', new CallFailed('notPossible', 'Not now.'));
    await fireEvent.click(form.getByRole('button', { name: 'Set status' }));
    expect(await form.findByText('Not now.')).toBeTruthy();
    expect(field.value).toBe('3');
  });

  it('is asked for before a ticket is closed by key, and the conversation stays until then', async () => {
    const { desk, app } = await open({}, demanding);
    await app.triage.open('t0', 'stay');
    await fireEvent.keyDown(document.body, { key: 'e' });
    await dialog();
    expect([desk.calls('setStatus').length, app.thread.id]).toEqual([0, 't0']);
  });
});

describe('a change of the ticket that waits', () => {
  const openWith = async (change: WaitingChange) => {
    const all = await open({}, (desk) => {
      demanding(desk);
      desk.changes = [change];
    });
    await all.app.triage.open('t0', 'stay');
    return all;
  };

  it('says that it was refused for missing properties, and can be filled in or dropped', async () => {
    const { desk } = await openWith(waits({ delivery: { state: 'stuck', reason: 'missingProperties', detail: 'Missing: seats' } }));
    const row = within(await waiting());
    expect(row.getByText(/the ticket needs further properties/)).toBeTruthy();
    await fireEvent.click(row.getByRole('button', { name: 'Fill in…' }));
    await dialog();
    await fireEvent.click(row.getByRole('button', { name: 'Discard' }));
    expect(desk.calls('settle')).toEqual([{ intent: 'c1', how: 'discard' }]);
    await vi.waitFor(() => expect(screen.queryByRole('group', { name: 'A change of the ticket waits' })).toBeNull());
  });

  it('says that it waits for a message that was not sent, and can be set without it', async () => {
    const { desk, app } = await open();
    const stuck = desk.plant('t0', 'Nie wyszło', { state: 'stuck', reason: 'rejected', detail: 'no' });
    desk.changes = [waits({ follows: stuck })];
    await app.triage.open('t0', 'stay');
    const row = within(await waiting());
    expect(row.getByText('The status “Closed” waits: the message that goes with it was not sent.')).toBeTruthy();
    await fireEvent.click(row.getByRole('button', { name: 'Set it now' }));
    expect(desk.calls('settle')).toEqual([{ intent: 'c1', how: 'retry' }]);
  });

  it('is only mentioned beside a message that is on its way', async () => {
    const { desk, app } = await open();
    desk.changes = [waits({ follows: desk.plant('t0', 'W drodze', { state: 'queued' }) })];
    await app.triage.open('t0', 'stay');
    expect(await screen.findByText('then “Closed”')).toBeTruthy();
    expect(screen.queryByRole('group', { name: 'A change of the ticket waits' })).toBeNull();
  });

  it('is not tried again when the status is gone', async () => {
    await openWith(waits({ delivery: { state: 'stuck', reason: 'stageGone', detail: '“9” is not a stage' } }));
    const row = within(await waiting());
    expect(row.getAllByRole('button').map((button) => button.textContent?.trim())).toEqual(['Discard']);
  });
});

describe('values', () => {
  it('are checked by kind and stored as the remote wants them', () => {
    expect(problemWith({ kind: 'number' }, 'two', true)).toBe('form.notANumber');
    expect(problemWith({ kind: 'number' }, '1,5', true)).toBeNull();
    expect(problemWith({ kind: 'date' }, '2026-13-40', false)).toBe('form.notADay');
    expect([problemWith({ kind: 'text' }, ' ', true), problemWith({ kind: 'text' }, ' ', false)]).toEqual(['form.needed', null]);
    expect([stored({ kind: 'number' }, ' 1,5 '), stored({ kind: 'text' }, ' a ')]).toEqual(['1.5', 'a']);
  });
});
