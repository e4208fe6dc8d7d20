import { screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { open } from './fixture/openWindow';

describe('what is asked of the window from outside', () => {
  it('is shown at a start that it began, and once', async () => {
    const { desk, app } = await open({}, (desk) => desk.ask({ type: 'thread', thread: 't5', message: null, compose: false, stage: null }));
    await vi.waitFor(() => expect(app.thread.id).toBe('t5'));
    expect(await desk.arrival()).toBeNull();
  });

  it('opens a conversation over a dialog, at the message that is meant', async () => {
    const { desk, app } = await open();
    app.panels.dialog = 'help';
    desk.ask({ type: 'thread', thread: 't1', message: 't1-20', compose: false, stage: null });
    await vi.waitFor(() => expect(app.thread.id).toBe('t1'));
    await vi.waitFor(() => expect(app.thread.messages.some((message) => message.key.id === 't1-20')).toBe(true));
    expect(app.panels.dialog).toBeNull();
  });

  it('leads an answer from a notification into the composer, and a status that asks for something to its form', async () => {
    const { desk, app } = await open();
    desk.ask({ type: 'thread', thread: 't1', message: null, compose: true, stage: null });
    const box = await screen.findByRole('textbox', { name: 'Reply' });
    await vi.waitFor(() => expect(document.activeElement).toBe(box));
    desk.ask({ type: 'outbox' });
    await vi.waitFor(() => expect(app.list.isShown({ view: 'outbox' })).toBe(true));
  });

  it('puts words into the search box, where they can be typed on', async () => {
    const { desk, app } = await open();
    desk.ask({ type: 'search', words: 'plecak' });
    const box = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search conversations' });
    await vi.waitFor(() => expect(box.value).toBe('plecak'));
    expect(document.activeElement).toBe(box);
    await vi.waitFor(() => expect(desk.calls('list').at(-1)?.search).toBe('plecak'));
    desk.ask({ type: 'unread' });
    await vi.waitFor(() => expect(app.list.isShown({ view: 'unread' })).toBe(true));
  });

  it('is refused, or not found, in one line that leaves everything as it is', async () => {
    const { desk, app } = await open();
    await app.triage.open('t2', 'stay');
    desk.ask({ type: 'refused', link: 'bellhop://delete/<b>1</b>' });
    const told = () => app.announcer.notes.map((note) => note.text);
    await vi.waitFor(() => expect(told()).toEqual(['This is not a link that Bellhop can open: bellhop://delete/<b>1</b>']));
    desk.ask({ type: 'gone' });
    await vi.waitFor(() => expect(told().at(-1)).toContain('is not on this computer'));
    expect(app.thread.id).toBe('t2');
  });
});
