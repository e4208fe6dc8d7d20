/** A reply that was overtaken: shown above it, and sent when the rep asks once more. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { open } from './fixture/openWindow';

afterEach(() => cleanup());

const note = () => screen.findByRole('region', { name: 'Newer than your reply' });
const noNote = () => screen.queryByRole('region', { name: 'Newer than your reply' });

async function overtaken() {
  const all = await open();
  await all.app.triage.open('t0', 'stay');
  all.app.composer.write('Wysłaliśmy wczoraj.');
  await all.app.composer.flush();
  all.desk.arrive('t0', 'Już znalazłam, dziękuję!');
  return all;
}

describe('a reply that was overtaken', () => {
  it('shows what came above it, and leaves at the second Enter', async () => {
    const { desk, app } = await overtaken();
    const region = within(await note());
    expect(region.getByText('1 message is newer than this reply.')).toBeTruthy();
    expect(region.getByRole('button').textContent).toContain('Już znalazłam, dziękuję!');
    const field = screen.getByRole('textbox', { name: 'Reply' });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await region.findByText('Press Enter or Send again to send it all the same.')).toBeTruthy();
    expect([desk.calls('send').length, app.composer.draft.text]).toEqual([0, 'Wysłaliśmy wczoraj.']);
    await fireEvent.keyDown(field, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')).toHaveLength(1));
    expect(desk.calls('send')[0]?.seen).not.toBeNull();
    await vi.waitFor(() => expect(noNote()).toBeNull());
  });

  it('asks again when more came between the two', async () => {
    const { desk, app } = await overtaken();
    await note();
    await app.triage.send(null);
    desk.arrive('t0', 'A jednak nie.');
    await app.triage.send(null);
    expect(desk.calls('send')).toEqual([]);
    expect(await screen.findByText('2 messages are newer than this reply.')).toBeTruthy();
    await app.triage.send(null);
    expect(desk.calls('send')).toHaveLength(1);
  });

  it('is asked about before a status demands its properties', async () => {
    const { desk, app } = await overtaken();
    desk.demands.set('s4', [{ name: 'seats', label: 'Seats', kind: 'number', options: [], value: '' }]);
    await app.triage.send('s4');
    expect(screen.queryByRole('dialog')).toBeNull();
    await app.triage.send('s4');
    expect(await screen.findByRole('dialog', { name: 'Set status: Closed' })).toBeTruthy();
  });

  it('does not hold up comments', async () => {
    const { desk, app } = await overtaken();
    app.composer.switchTo('comment');
    app.composer.write('zadzwonić');
    await vi.waitFor(() => expect(noNote()).toBeNull());
    await app.triage.send(null);
    expect(desk.calls('send')[0]?.mode).toBe('comment');
  });
});

describe('a message that was held', () => {
  it('says that something newer came, and is sent when the rep wants it all the same', async () => {
    const { desk, app } = await open();
    const intent = desk.plant('t0', 'Wysłaliśmy wczoraj.', { state: 'stuck', reason: 'newer', detail: '' });
    await app.triage.open('t0', 'stay');
    const group = within(await screen.findByRole('group', { name: 'This message waits for you' }));
    expect(group.getByText(/Something newer was written/)).toBeTruthy();
    await fireEvent.click(group.getByRole('button', { name: 'Send anyway' }));
    expect(desk.calls('settle')).toEqual([{ intent, how: 'retry' }]);
  });
});
