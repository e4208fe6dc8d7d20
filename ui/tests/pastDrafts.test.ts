import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { emptyDraft } from '../src/state/draft';
import { open } from './fixture/openWindow';
import { type } from './fixture/writing';

const at = '2026-11-23T08:20:00Z';

async function writing() {
  const opened = await open({}, (desk) => {
    desk.past.states = [
      { at, why: 'sent', mode: 'reply', draft: { ...emptyDraft, text: 'Wysłane dawno' } },
      { at, why: 'discarded', mode: 'comment', draft: { ...emptyDraft, text: 'Dla zespołu' } },
      { at, why: 'paused', mode: 'reply', draft: { ...emptyDraft, text: 'Prawie gotowe', html: '<p>Prawie <strong>gotowe</strong></p>', files: [{ hash: 'h', name: 'etykieta.pdf', mime: 'application/pdf', size: 9 }] } },
    ];
  });
  await opened.app.triage.open('t0', 'stay');
  return { ...opened, box: await screen.findByRole('textbox', { name: 'Reply' }) };
}

async function fromMenu(name: string): Promise<void> {
  await fireEvent.click(screen.getByRole('button', { name: 'Draft' }));
  await fireEvent.click(await screen.findByRole('menuitem', { name }));
}

describe('what a draft was before', () => {
  it('is listed newest first, looked at and brought back by keyboard, with what is written now kept before', async () => {
    const { desk, app, box } = await writing();
    type(box, 'W trakcie');
    await fromMenu('Earlier versions…');
    const dialog = await screen.findByRole('dialog', { name: 'Earlier versions of this reply' });
    const list = await within(dialog).findByRole('listbox');
    const options = await within(list).findAllByRole('option');
    expect(options.map((one) => one.textContent)).toEqual([expect.stringMatching(/Prawie gotowe.*Pause · 2 words · 1 file/s), expect.stringMatching(/Wysłane dawno.*Sent · 2 words/s)]);
    expect(desk.calls('saveDraft').at(-1)?.draft.text).toBe('W trakcie');
    const preview = within(dialog).getByRole('region', { name: 'The chosen version' });
    await vi.waitFor(() => expect(preview.querySelector('strong')?.textContent).toBe('gotowe'));
    expect(preview.textContent).toContain('etykieta.pdf');

    await fireEvent.keyDown(list, { key: 'ArrowDown' });
    await vi.waitFor(() => expect(preview.textContent).toContain('Wysłane dawno'));
    expect(list.getAttribute('aria-activedescendant')).toBe(options[1]?.id);
    await fireEvent.keyDown(list, { key: 'Enter' });
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(app.composer.draft.text).toBe('Wysłane dawno');
    await vi.waitFor(() => expect(document.activeElement).toBe(box));
    await vi.waitFor(() => expect(box.textContent).toBe('Wysłane dawno'));
  });

  it('of a comment is not that of the reply, and nothing is said where nothing was kept', async () => {
    const { app, desk } = await writing();
    app.composer.switchTo('comment');
    await fromMenu('Earlier versions…');
    const dialog = await screen.findByRole('dialog', { name: 'Earlier versions of this comment' });
    expect(await within(dialog).findAllByRole('option')).toHaveLength(1);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    desk.past.states = [];
    await fromMenu('Earlier versions…');
    expect(await screen.findByText(/^Nothing yet/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Restore' })).toBeNull();
  });

  it('says why a state could not be brought back, and what is written stays', async () => {
    const { app, desk, box } = await writing();
    type(box, 'W trakcie');
    await fromMenu('Earlier versions…');
    await screen.findByRole('option', { name: /Prawie gotowe/ });
    desk.failures.set('restoreDraft', new CallFailed('readOnly', 'The disk is full.'));
    await fireEvent.click(screen.getByRole('button', { name: 'Restore' }));
    expect(await screen.findByText('The disk is full.')).toBeTruthy();
    expect(app.composer.draft.text).toBe('W trakcie');
  });

  it('comes back after the draft was discarded, from the note that says so', async () => {
    const { app, desk, box } = await writing();
    type(box, 'Niechcący');
    await fromMenu('Discard draft');
    await vi.waitFor(() => expect(desk.calls('saveDraft').at(-1)?.draft.text).toBe(''));
    expect(app.composer.empty).toBe(true);
    desk.past.states.push({ at, why: 'discarded', mode: 'reply', draft: { ...emptyDraft, text: 'Niechcący' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(app.composer.draft.text).toBe('Niechcący'));
  });
});

describe('the status that goes with a draft', () => {
  it('stays with it when the message could not leave, goes with the next try, and can be taken off', async () => {
    const { app, desk, box } = await writing();
    type(box, 'Załatwione');
    desk.failures.set('send', new CallFailed('notPossible', 'No channel account to send through.'));
    await app.triage.send('s4');
    expect(await screen.findByText('Sets the status “Closed” when it is sent')).toBeTruthy();
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.status).toEqual({ stage: 's4', properties: {} }));
    await fireEvent.click(screen.getByRole('button', { name: 'Do not set the status' }));
    expect(screen.queryByText(/^Sets the status/)).toBeNull();

    desk.failures.set('send', new CallFailed('notPossible', 'Once more.'));
    await app.triage.send('s4');
    await screen.findByText('Sets the status “Closed” when it is sent');
    await fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    await vi.waitFor(() => expect(desk.calls('send').at(-1)?.thenStage).toBe('s4'));
    await vi.waitFor(() => expect(screen.queryByText(/^Sets the status/)).toBeNull());
  });

  it('is on disk while its form asks, and gone when the rep thinks better of it', async () => {
    const { app, desk, box } = await writing();
    type(box, 'Załatwione');
    desk.demands.set('s4', [{ name: 'seats', label: 'Seats', kind: 'number', options: [], value: '' }]);
    void app.triage.send('s4');
    const dialog = await screen.findByRole('dialog');
    expect(desk.drafts.get('t0')?.reply?.status?.stage).toBe('s4');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.status).toBeNull());
  });
});
