import axe from 'axe-core';
import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { mentions } from '../src/features/composer/mentions';
import type { Offer } from '../src/state/picking.svelte';
import { open } from './fixture/openWindow';
import { markup, type, written } from './fixture/writing';

async function writing(mode: 'reply' | 'comment') {
  const opened = await open();
  await opened.app.triage.open('t0', 'stay');
  opened.app.composer.switchTo(mode);
  const box = await screen.findByRole('textbox', { name: mode === 'reply' ? 'Reply' : 'Comment' });
  return { ...opened, box };
}

const listbox = (name: string) => screen.findByRole('listbox', { name });
const noList = () => vi.waitFor(() => expect(screen.queryByRole('listbox')).toBeNull());

describe('naming a colleague in a comment', () => {
  it('is done by keyboard alone, and what leaves is the name, without anything of ours', async () => {
    const { desk, box } = await writing('comment');
    type(box, 'Zapytaj @');
    const list = await listbox('Mention a colleague');
    expect(within(list).getAllByRole('option').length).toBeGreaterThan(1);
    type(box, 'ziel');
    await vi.waitFor(() => expect(within(list).getAllByRole('option').map((one) => one.textContent?.trim())).toEqual([expect.stringContaining('Piotr Zieliński')]));
    const chosen = within(list).getByRole('option', { selected: true });
    expect([box.getAttribute('aria-controls'), box.getAttribute('aria-activedescendant')]).toEqual([list.id, chosen.id]);
    await fireEvent.keyDown(box, { key: 'Enter' });
    await noList();
    expect(desk.calls('send'), 'Enter chose and did not send').toEqual([]);
    expect(box.getAttribute('aria-activedescendant')).toBeNull();
    await vi.waitFor(() => expect(markup(box)).toContain('data-label="Piotr Zieliński"'));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.text).toBe('Zapytaj @Piotr Zieliński '));
  });

  it('has no fault that axe can find without looking at colours, with its list open', async () => {
    const { box } = await writing('comment');
    type(box, '@');
    const list = await listbox('Mention a colleague');
    const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
    const { violations } = await axe.run(list.closest('section')!, { rules });
    expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`)).toEqual([]);
  });

  it('is not offered where the customer would read it', async () => {
    const { app, desk, box } = await writing('reply');
    expect(mentions(app.composer, app.desk).when?.()).toBe(false);
    type(box, '@');
    await fireEvent.keyDown(box, { key: 'Enter' });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.text).toBe('@'));
  });

  it('leaves the sign as text after Esc, and Esc closes the list and not the conversation', async () => {
    const { app, box } = await writing('comment');
    type(box, '@p');
    await listbox('Mention a colleague');
    await fireEvent.keyDown(box, { key: 'Escape' });
    await noList();
    expect([written(box), app.thread.id]).toEqual(['@p', 't0']);
  });
});

describe('what a typed sign offers', () => {
  const snippets = (taken: () => { text: string; html: string | null } | null): Offer => ({
    name: () => 'Snippets',
    choices: (query) => Promise.resolve([{ id: 'a', label: `#${query}`, take: taken }]),
  });

  it('is put in the place of what was typed, at the cursor', async () => {
    const { app, box } = await writing('reply');
    app.composer.picking.offer('#', snippets(() => ({ text: 'Zwrot w 14 dni', html: '<p>Zwrot w <strong>14 dni</strong></p>' })));
    type(box, 'Oto: #zwr');
    await fireEvent.click(within(await listbox('Snippets')).getByRole('option'));
    await vi.waitFor(() => expect(markup(box)).toBe('<p>Oto: Zwrot w <strong>14 dni</strong></p>'));
  });

  it('can be something else than words: then only what was typed goes', async () => {
    const { app, box } = await writing('reply');
    const taken = vi.fn(() => null);
    app.composer.picking.offer('#', snippets(taken));
    type(box, 'Oto: #zwr');
    await listbox('Snippets');
    await fireEvent.keyDown(box, { key: 'Tab' });
    await vi.waitFor(() => expect(taken).toHaveBeenCalledTimes(1));
    expect(written(box)).toBe('Oto: ');
  });

  it('is no list where nothing is offered, and a sign inside a word opens none', async () => {
    const { app, box } = await writing('reply');
    type(box, '/zwrot i/lub ');
    app.composer.picking.offer('/', snippets(() => null));
    type(box, 'i/lub');
    expect(app.composer.picking.open).toBeNull();
  });
});
