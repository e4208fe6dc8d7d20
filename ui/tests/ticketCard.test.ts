/** The ticket in the sidebar: edited in its place, and what is refused is said there. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { open } from './fixture/openWindow';

afterEach(() => cleanup());

const card = async () => within(await screen.findByRole('region', { name: 'Ticket' }));
const edit = async (name: string) => fireEvent.click(await (await card()).findByRole('button', { name: new RegExp(`^Edit ${name}:`) }));
const group = async (name: string) => within(await (await card()).findByRole('group', { name: `Edit ${name}` }));

async function opened() {
  const all = await open();
  await all.app.triage.open('t0', 'stay');
  return all;
}

describe('the ticket card', () => {
  it('changes a choice with one choice', async () => {
    const { desk } = await opened();
    await edit('Priority');
    await fireEvent.click(await (await card()).findByRole('option', { name: 'Urgent' }));
    expect(desk.calls('setProperties')).toEqual([{ thread: 't0', properties: { hs_ticket_priority: 'URGENT' } }]);
    await vi.waitFor(() => expect(screen.queryByRole('group', { name: 'Edit Priority' })).toBeNull());
  });

  it('unfolds what has no value yet, checks what is typed, saves by Enter and gives up by Escape', async () => {
    const { desk } = await opened();
    await fireEvent.click(await (await card()).findByRole('button', { name: '2 more properties' }));
    await edit('seats');
    const field = (await group('seats')).getByRole('textbox', { name: 'seats' });
    await fireEvent.input(field, { target: { value: 'many' } });
    expect((await group('seats')).getByText('Enter a number.')).toBeTruthy();
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(desk.calls('setProperties')).toEqual([]);
    await fireEvent.input(field, { target: { value: '12' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('setProperties')).toEqual([{ thread: 't0', properties: { seats: '12' } }]));
    await edit('due');
    await fireEvent.keyDown((await group('due')).getByLabelText('due'), { key: 'Escape' });
    expect(screen.queryByRole('group', { name: 'Edit due' })).toBeNull();
    expect(desk.calls('setProperties')).toHaveLength(1);
  });

  it('keeps what was entered when the desk does not take it', async () => {
    const { desk } = await opened();
    await edit('Category');
    const inside = await group('Category');
    await fireEvent.click(inside.getByRole('checkbox', { name: 'Billing issue' }));
    desk.failures.set('setProperties', new CallFailed('notPossible', 'It is not among the choices.'));
    await fireEvent.click(inside.getByRole('button', { name: 'Save' }));
    expect((await screen.findAllByText(/It is not among the choices/)).length).toBeGreaterThan(0);
    expect((inside.getByRole('checkbox', { name: 'Billing issue' }) as HTMLInputElement).checked).toBe(true);
  });

  it('says at its place what the help desk refused, and lets go of it', async () => {
    const { desk, app } = await open();
    desk.changes = [{ id: 'c1', kind: 'properties', text: 'seats', stage: null, properties: { seats: '400' }, delivery: { state: 'stuck', reason: 'valueRefused', detail: 'At most 40 seats.' }, follows: null }];
    await app.triage.open('t0', 'stay');
    const refused = within(await (await card()).findByRole('group', { name: 'A change of the ticket waits' }));
    expect(refused.getByText('“400” was not taken.')).toBeTruthy();
    expect(refused.getByText('At most 40 seats.')).toBeTruthy();
    await fireEvent.click(refused.getByRole('button', { name: 'Change…' }));
    expect(((await group('seats')).getByRole('textbox', { name: 'seats' }) as HTMLInputElement).value).toBe('400');
    await fireEvent.click(refused.getByRole('button', { name: 'Discard' }));
    expect(desk.calls('settle')).toEqual([{ intent: 'c1', how: 'discard' }]);
  });

  it('sets the status the way the head does', async () => {
    const { desk } = await opened();
    await edit('Status');
    await fireEvent.click(await (await card()).findByRole('option', { name: 'Closed' }));
    await vi.waitFor(() => expect(desk.calls('setStatus')).toEqual([{ thread: 't0', stage: 's4', properties: {} }]));
  });
});
