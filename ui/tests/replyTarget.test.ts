import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { open } from './fixture/openWindow';
import { type } from './fixture/writing';

const last = 'Super, dziękuję! Czy mam odesłać ten uszkodzony?';
const earlier = 'zamówiłam u Państwa sześć kubków';

async function reading() {
  const opened = await open();
  await opened.app.triage.open('t0', 'stay');
  const box = await screen.findByRole('textbox', { name: 'Reply' });
  return { ...opened, box };
}

const article = async (text: string) => (await within(await screen.findByRole('feed')).findByText(new RegExp(text))).closest('article')!;
const answered = () => screen.findByRole('button', { name: /^Answers Anna Nowak/ });

describe('answering one message', () => {
  it('is chosen by its icon, shown above the text, and leaves with the reply', async () => {
    const { desk, box } = await reading();
    const message = await article(earlier);
    await fireEvent.click(within(message).getByRole('button', { name: 'Reply to this message' }));
    const target = await answered();
    expect(target.textContent).toContain(earlier);
    await vi.waitFor(() => expect(box.getAttribute('aria-describedby')).toBe(target.id));
    await vi.waitFor(() => expect(document.activeElement).toBe(box));
    type(box, 'Tak');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.replyTo).toBe(message.dataset.message));
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: /^Answers/ })).toBeNull());
  });

  it('is chosen by Shift+R at the message that has the focus, also while a comment is being written', async () => {
    const { app } = await reading();
    app.composer.switchTo('comment');
    const message = await article(last.slice(0, 20));
    message.focus();
    await fireEvent.keyDown(message, { key: 'R', shiftKey: true });
    expect((await answered()).textContent).toContain(last);
    expect(document.activeElement).toBe(await screen.findByRole('textbox', { name: 'Reply' }));
    expect(app.composer.draft.replyTo).toBe(message.dataset.message);
  });

  it('can be taken off, and the text stays', async () => {
    const { desk, app, box } = await reading();
    app.composer.answer('m20');
    type(box, 'Zaczęte');
    await answered();
    await fireEvent.click(screen.getByRole('button', { name: 'Do not answer this message in particular' }));
    expect(screen.queryByRole('button', { name: /^Answers/ })).toBeNull();
    expect(document.activeElement).toBe(box);
    await vi.waitFor(() => expect(box.getAttribute('aria-describedby')).toBeNull());
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply).toMatchObject({ text: 'Zaczęte', replyTo: null }));
  });

  it('leads to the message, from above the text and from the quote in an answer', async () => {
    const { app } = await reading();
    const goTo = vi.spyOn(app.triage, 'goTo');
    app.composer.answer('m20');
    await fireEvent.click(await answered());
    expect(goTo).toHaveBeenCalledWith('t0', 'm20');
    const quote = await screen.findByRole('button', { name: /jeden kubek jest pęknięty/ });
    await fireEvent.click(quote);
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('data-message')).toBe('m11'));
  });
});
