/** The screen of what each status demands: on a hub it is set up there, for HubSpot it says what was learned. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import type { PropertyName } from '../src/bindings/PropertyName';
import type { FakeDesk } from './fixture/fakeDesk';
import { open } from './fixture/openWindow';

afterEach(() => cleanup());

const resolution: PropertyName = { name: 'hs_resolution', label: 'Resolution', kind: 'select' };
const seats: PropertyName = { name: 'seats', label: 'Seats', kind: 'number' };

function demand(desk: FakeDesk, learned: { at: string; until: string } | null): void {
  const [pipeline] = desk.rules.shown.pipelines;
  const stages = (pipeline?.stages ?? []).map((one) => (one.stage === 's4' ? { ...one, demands: [{ ...resolution, learned }] } : one));
  desk.rules.shown = { changeable: learned === null, properties: [resolution, seats], pipelines: pipeline ? [{ ...pipeline, stages }] : [] };
}

async function openRules(learned: { at: string; until: string } | null) {
  const opened = await open({}, (desk) => demand(desk, learned));
  await fireEvent.click(screen.getByRole('button', { name: /Demo desk/ }));
  await fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Team' }));
  await fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Show: Required properties' }));
  const dialog = await screen.findByRole('dialog', { name: 'Required properties' });
  return { ...opened, closed: within(await within(dialog).findByRole('group', { name: 'Closed' })) };
}

describe('what a status demands', () => {
  it('is added and removed for the whole team, with the kind of each property', async () => {
    const { desk, closed } = await openRules(null);
    expect(closed.getByText('One of a list')).toBeTruthy();
    await fireEvent.click(closed.getByRole('combobox', { name: 'Add a property to “Closed”' }));
    expect(closed.getAllByRole('option').map((one) => one.textContent?.replace(/\s+/g, ' ').trim())).toEqual(['Seats Number']);
    await fireEvent.click(closed.getByRole('option'));
    await closed.findByText('Seats');
    await vi.waitFor(() => expect(closed.getByRole('button', { name: '“Closed” no longer needs: Resolution' })).toHaveProperty('disabled', false));
    await fireEvent.click(closed.getByRole('button', { name: '“Closed” no longer needs: Resolution' }));
    await vi.waitFor(() => expect(closed.queryByText('Resolution')).toBeNull());
    const set = (properties: string[]) => ({ pipeline: desk.rules.shown.pipelines[0]?.id, stage: 's4', properties });
    expect(desk.calls('setStageRules')).toEqual([set(['hs_resolution', 'seats']), set(['seats'])]);
  });

  it('stays as it was, with the reason beside it, when the hub cannot be reached', async () => {
    const { desk, closed } = await openRules(null);
    desk.failures.set('setStageRules', new CallFailed('offline', 'The server cannot be reached.'));
    await fireEvent.click(closed.getByRole('button', { name: '“Closed” no longer needs: Resolution' }));
    expect((await closed.findByRole('alert')).textContent).toBe('The server cannot be reached.');
    expect(closed.getByText('Resolution')).toBeTruthy();
  });

  it('is only shown for a HubSpot account, with where it was learned from', async () => {
    const { closed } = await openRules({ at: '2026-11-03T10:00:00Z', until: '2026-12-03T10:00:00Z' });
    expect(closed.getByText(/^Learned from a refusal by HubSpot on .*3.*, asked for until .*3/)).toBeTruthy();
    expect([closed.queryAllByRole('button').length, closed.queryAllByRole('combobox').length]).toEqual([0, 0]);
    expect(screen.getAllByText('Nothing is known to be required.')).toHaveLength(3);
    expect(screen.getByText(/To change the rules, open HubSpot/)).toBeTruthy();
  });
});
