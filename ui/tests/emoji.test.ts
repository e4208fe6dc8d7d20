import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { language } from '../src/i18n/index.svelte';
import { allEmoji, findEmoji } from '../src/words/emoji';
import { open } from './fixture/openWindow';
import { type, written } from './fixture/writing';

async function writing() {
  const opened = await open();
  await opened.app.triage.open('t0', 'stay');
  return { ...opened, box: await screen.findByRole('textbox', { name: /^(?:Reply|Odpowiedź)$/ }) };
}

describe('emoji', () => {
  it('are found by name in the language in use, without its accents, and by the codes that people know', async () => {
    const en = await allEmoji('en');
    expect(findEmoji(en, 'thumbsup', 3)[0]?.emoji).toBe('👍️');
    const pl = await allEmoji('pl');
    expect(findEmoji(pl, 'smiech', 5).map((one) => one.emoji)).toContain('😀');
    expect(findEmoji(pl, 'heart', 30).some((one) => one.emoji.startsWith('❤'))).toBe(true);
    expect(findEmoji(en, 'zzzz', 5)).toEqual([]);
  });

  it('are completed from a colon and two letters, with Enter, without sending', async () => {
    const { desk, box } = await writing();
    type(box, 'Super :t');
    expect(screen.queryByRole('listbox')).toBeNull();
    type(box, 'ada');
    const list = await screen.findByRole('listbox', { name: 'Emoji' });
    expect(within(list).getAllByRole('option')[0]?.textContent).toContain('party popper');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(written(box)).toBe('Super 🎉'));
    expect(desk.calls('send')).toEqual([]);
  });

  it('leave a smiley that is typed as it is', async () => {
    const { desk, box } = await writing();
    type(box, 'Dobrze :)');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.text).toBe('Dobrze :)'));
  });

  it('are chosen from a grid by keyboard alone, and Esc leads back to the text', async () => {
    const { box } = await writing();
    await fireEvent.click(screen.getByRole('button', { name: 'Emoji' }));
    const search = await screen.findByRole('searchbox', { name: 'Search emoji' });
    expect(document.activeElement).toBe(search);
    const dialog = within(screen.getByRole('dialog', { name: 'Emoji' }));
    await dialog.findByRole('option', { name: 'grinning face' });
    await fireEvent.keyDown(search, { key: 'ArrowDown' });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('grinning face');
    await fireEvent.keyDown(document.activeElement!, { key: 'ArrowRight' });
    await fireEvent.click(document.activeElement!);
    expect(written(box)).toBe('😃');
    expect(screen.queryByRole('dialog', { name: 'Emoji' })).toBeNull();

    await fireEvent.click(screen.getByRole('button', { name: 'Emoji' }));
    await fireEvent.keyDown(await screen.findByRole('searchbox', { name: 'Search emoji' }), { key: 'Escape' });
    expect(screen.queryByRole('dialog', { name: 'Emoji' })).toBeNull();
    expect(document.activeElement).toBe(box);
  });

  it('are called in Polish in a Polish window', async () => {
    await writing();
    language.use('pl');
    await fireEvent.click(await screen.findByRole('button', { name: 'Emoji' }));
    await fireEvent.input(await screen.findByRole('searchbox', { name: 'Szukaj emoji' }), { target: { value: 'kotek' } });
    expect(await screen.findAllByRole('option', { name: /kot/ })).not.toHaveLength(0);
  });
});
