/** Voice notes in the window: recorded, heard before they are sent, discarded and taken back, never in the wrong draft. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { open } from './fixture/openWindow';

afterEach(() => cleanup());

const composer = () => within(screen.getByRole('region', { name: 'Write' }));
const press = (name: string) => fireEvent.click(composer().getByRole('button', { name }));

async function recording() {
  const scene = await open();
  await scene.app.triage.open('t0', 'stay');
  await vi.waitFor(() => expect(composer().getByRole('button', { name: 'Record voice note' })).toHaveProperty('disabled', false));
  await press('Record voice note');
  await composer().findByRole('group', { name: 'Recording a voice note' });
  return scene;
}

describe('a voice note', () => {
  it('shows its time and level while it is recorded, and becomes a file of the draft that can be heard', async () => {
    const { desk, app } = await recording();
    desk.microphone.recording = { ...desk.microphone.recording!, seconds: 12.4, levels: [10, 200] };
    await vi.waitFor(() => expect(composer().getByRole('timer').textContent).toBe('0:12'));
    expect(composer().getByRole('meter', { name: 'Microphone level' }).getAttribute('aria-valuenow')).toBe('200');
    expect(composer().getByRole('button', { name: 'Record voice note' })).toHaveProperty('disabled', true);

    await press('Pause recording');
    await composer().findByRole('group', { name: 'Paused' });
    await press('Go on recording');
    await composer().findByRole('group', { name: 'Recording a voice note' });
    await press('Done');
    const chip = await composer().findByRole('group', { name: /^voice-note-/ });
    expect(within(chip).getByRole('button', { name: /^Play / })).toBeTruthy();
    expect(app.composer.draft.files.map((file) => file.mime)).toEqual(['audio/ogg']);
    expect(desk.drafts.get('t0')?.reply?.files).toHaveLength(1);
    expect(screen.queryByRole('timer')).toBeNull();
  });

  it('that was discarded can be taken back for a while', async () => {
    const { app } = await recording();
    await press('Discard recording');
    await composer().findByText('Voice note discarded.');
    expect(app.composer.draft.files).toEqual([]);
    await press('Undo');
    await composer().findByRole('group', { name: /^voice-note-/ });
    expect(composer().queryByText('Voice note discarded.')).toBeNull();
  });

  it('goes into the draft that it was begun for, although another conversation is open by then', async () => {
    const { desk, app } = await recording();
    const who = app.thread.head?.contact ?? '';
    await app.triage.open('t2', 'stay');
    await composer().findByText(`Voice note for ${who}`);
    await press('Done');
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.files).toHaveLength(1));
    expect(app.composer.thread).toBe('t2');
    expect(app.composer.draft.files).toEqual([]);
  });

  it('says why it paused by itself, and why there is none', async () => {
    const { desk, app } = await recording();
    desk.microphone.recording = { ...desk.microphone.recording!, running: false, trouble: { type: 'noMicrophone' } };
    expect((await composer().findByRole('alert')).textContent).toContain('There is no microphone');
    await press('Discard recording');
    desk.failures.set('record', new CallFailed('notPossible', 'Another program is using the microphone.'));
    await vi.waitFor(() => expect(app.recorder.busy).toBe(false));
    await press('Record voice note');
    expect((await composer().findByRole('alert')).textContent).toContain('Another program is using the microphone.');
  });

  it('begins with its keys, also from the text', async () => {
    const { app } = await open();
    await app.triage.open('t0', 'stay');
    const text = await composer().findByRole('textbox', { name: 'Reply' });
    await vi.waitFor(() => expect(composer().getByRole('button', { name: 'Record voice note' })).toHaveProperty('disabled', false));
    await fireEvent.keyDown(text, { key: 'V', code: 'KeyV', ctrlKey: true, shiftKey: true });
    await composer().findByRole('group', { name: 'Recording a voice note' });
  });
});
