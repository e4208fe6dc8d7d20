import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { isEmailAddress, peopleIn } from '../src/words/people';
import { CallFailed } from '../src/backend/contract';
import { open } from './fixture/openWindow';
import { outgoing, say } from './fixture/story';
import { type } from './fixture/writing';

/** A conversation by e-mail. */
async function writing() {
  const opened = await open();
  await opened.app.triage.open('t4', 'stay');
  const box = await screen.findByRole('textbox', { name: 'Reply' });
  const to = await screen.findByRole<HTMLInputElement>('combobox', { name: 'To' });
  return { ...opened, box, to };
}

const group = () => screen.findByRole('group', { name: 'E-mail' });
const chips = async () => [...(await group()).querySelectorAll('[data-chip]')].map((chip) => chip.getAttribute('aria-label'));
const key = (element: Element, name: string, more: object = {}) => fireEvent.keyDown(element, { key: name, ...more });

async function enter(input: HTMLInputElement, text: string): Promise<void> {
  input.focus();
  await fireEvent.input(input, { target: { value: text } });
}

describe('addresses in a text', () => {
  it('are told apart, with their names', () => {
    expect(peopleIn('Anna Nowak <anna@example.com>; "Kowalczyk, Jan" <jan@example.com>,\nmailto:ola@example.com ,')).toEqual([
      { address: 'anna@example.com', name: 'Anna Nowak' },
      { address: 'jan@example.com', name: 'Kowalczyk, Jan' },
      { address: 'ola@example.com', name: null },
    ]);
  });

  it('are addresses when a mail server could take them', () => {
    for (const good of ['anna@example.com', 'a.b+c@sub.example.com', 'zażółć@przykład.pl']) expect(isEmailAddress(good), good).toBe(true);
    for (const bad of ['', 'anna', 'anna@', '@example.com', 'anna@example', 'an na@example.com', 'a@@b.pl', '.a@b.pl', 'a@-b.pl', 'a@b.pl\r\nBcc: x@b.pl']) expect(isEmailAddress(bad), bad).toBe(false);
  });
});

describe('whom an e-mail goes to', () => {
  it('is what the desk says until the rep changes it, all by keyboard', async () => {
    const { desk, to, box } = await writing();
    expect(await chips()).toEqual(['Anna Nowak, anna.nowak@example.com']);
    type(box, 'Dzień dobry');
    await enter(to, 'jan');
    const option = await screen.findByRole('option', { name: /Jan Kowalczyk/ });
    await vi.waitFor(() => expect(to.getAttribute('aria-activedescendant')).toBe(option.id));
    await key(to, 'Enter');
    expect(await chips()).toEqual(['Anna Nowak, anna.nowak@example.com', 'Jan Kowalczyk, jan@pracownia-brzeg.example']);
    expect(screen.queryByRole('listbox', { name: 'To' })).toBeNull();

    // Back over the chips: the arrows go through them, Delete takes one out.
    await key(to, 'ArrowLeft');
    const last = document.activeElement!;
    expect(last.getAttribute('aria-label')).toContain('Jan Kowalczyk');
    await key(last, 'ArrowLeft');
    await key(document.activeElement!, 'Delete');
    expect(await chips()).toEqual(['Jan Kowalczyk, jan@pracownia-brzeg.example']);
    await key(to, 'Enter', { ctrlKey: true });
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.email?.to).toEqual([{ address: 'jan@pracownia-brzeg.example', name: 'Jan Kowalczyk' }]));
  });

  it('leaves with the reply as the desk says when nothing was changed', async () => {
    const { desk, app, box } = await writing();
    await chips();
    type(box, 'Dzień dobry');
    await vi.waitFor(() => expect(desk.calls('saveDraft')).toHaveLength(1));
    expect(desk.calls('emailHead'), 'asked again for every pause in typing').toHaveLength(1);
    await app.triage.send(null);
    expect(desk.calls('send')[0]?.draft.email).toBeNull();
  });

  it('shows an address that is none where it stands, and nothing is sent until it is corrected', async () => {
    const { desk, to, box } = await writing();
    await chips();
    type(box, 'Dzień dobry');
    await enter(to, 'ola@');
    await key(to, ',');
    expect(await chips()).toContain('ola@: not an e-mail address');
    expect(await screen.findByText('“ola@” is not an e-mail address. Correct it, or take it out.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
    await vi.waitFor(() => expect(desk.drafts.get('t4')?.reply?.email?.to.at(-1)?.address).toBe('ola@'));
    await fireEvent.click(screen.getByRole('button', { name: 'ola@: not an e-mail address' }));
    expect(to.value).toBe('ola@');
    await enter(to, 'ola@example.com');
    await fireEvent.blur(to);
    expect(await chips()).toContain('ola@example.com');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(false);
  });

  it('asks for somebody when To is empty', async () => {
    const { to } = await writing();
    await chips();
    to.focus();
    await key(to, 'Backspace');
    await key(document.activeElement!, 'Backspace');
    expect(await screen.findByText('Say whom the e-mail goes to.')).toBeTruthy();
  });

  it('takes a pasted list of people apart, each once', async () => {
    const { to } = await writing();
    await chips();
    to.focus();
    const text = 'Anna <anna.nowak@example.com>; Ola <ola@example.com>\npiotr@example.com';
    await fireEvent.paste(to, { clipboardData: { getData: () => text } });
    expect(await chips()).toEqual(['Anna Nowak, anna.nowak@example.com', 'Ola, ola@example.com', 'piotr@example.com']);
  });

  it('has Cc and Bcc when they are asked for, with the focus in them, and a subject', async () => {
    const { desk, app, box } = await writing();
    await chips();
    type(box, 'Dzień dobry');
    expect(screen.queryByRole('combobox', { name: 'Cc' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Add Bcc' }));
    const bcc = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Bcc' });
    await vi.waitFor(() => expect(document.activeElement).toBe(bcc));
    await enter(bcc, 'archiwum@example.com');
    await key(bcc, 'Tab');
    const subject = screen.getByRole<HTMLInputElement>('textbox', { name: 'Subject' });
    expect(subject.value).toBe('Re: Zamówienie 48211');
    await fireEvent.input(subject, { target: { value: 'Zwrot' } });
    await app.triage.send(null);
    await vi.waitFor(() => expect(screen.queryByRole('combobox', { name: 'Bcc' }), 'the next e-mail begins with it').toBeNull());
    const { email } = desk.calls('send')[0]!.draft;
    expect([email?.subject, email?.bcc]).toEqual(['Zwrot', [{ address: 'archiwum@example.com', name: null }]]);
  });

  it('is not asked in a chat until that goes on by e-mail', async () => {
    const { app } = await open();
    await app.triage.open('t0', 'stay');
    await screen.findByRole('textbox', { name: 'Reply' });
    expect(screen.queryByRole('group', { name: 'E-mail' })).toBeNull();
    app.composer.chooseAccount('a3');
    expect(await chips()).toEqual(['Anna Nowak, anna.nowak@example.com']);
  });

  it('stands at a message, a few of many until the rest is asked for', async () => {
    const { desk, app } = await open();
    const person = (n: number) => ({ address: `p${n}@example.com`, name: null });
    const people = { to: [1, 2, 3, 4, 5].map(person), cc: [person(6)], bcc: [] };
    desk.talk('t4').messages.push({ key: { where: 'remote', id: 'mail' }, at: new Date().toISOString(), author: { role: 'me', name: 'Marta Król' }, body: outgoing(say('Oferta'), { people }) });
    await app.triage.open('t4', 'stay');
    const article = (await within(await screen.findByRole('feed')).findByText('Oferta')).closest('article')!;
    expect(article.textContent).toContain('To: p1@example.com, p2@example.com, p3@example.com');
    expect(article.textContent).not.toContain('p4@');
    await fireEvent.click(within(article).getByRole('button', { name: 'and 2 more' }));
    expect(article.textContent).toContain('p5@example.com');
    expect(article.textContent).toContain('Cc: p6@example.com');
  });
});

describe('a call', () => {
  it('is made by the desktop and can be logged as a comment for the team', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    const channel = await screen.findByRole('combobox', { name: 'Channel' });
    await vi.waitFor(() => expect(app.thread.context?.contact?.phone).toBe('+48 600 100 200'));
    await fireEvent.click(channel);
    await fireEvent.click(await screen.findByRole('option', { name: /Call.*600 100 200/ }));
    await vi.waitFor(() => expect(desk.opened).toEqual(['tel:+48600100200']));
    expect(channel.textContent).toContain('Web chat');
    await fireEvent.click(await screen.findByRole('button', { name: 'Log a note' }));
    const note = await screen.findByRole('textbox', { name: 'Comment' });
    await vi.waitFor(() => expect(document.activeElement).toBe(note));
    expect(app.composer.draft.text).toMatch(/^Call with Anna Nowak, \+48 600 100 200, at /);
    expect(screen.queryByRole('button', { name: 'Log a note' })).toBeNull();
    await app.triage.send(null);
    expect(desk.calls('send')[0]?.mode).toBe('comment');
  });

  it('that the desktop cannot make says so and offers nothing to log', async () => {
    const { desk, app } = await open();
    await app.triage.open('t0', 'stay');
    vi.spyOn(desk, 'openUrl').mockRejectedValue(new CallFailed('notPossible', 'The desktop has no program for this address.'));
    await fireEvent.click(await screen.findByRole('combobox', { name: 'Channel' }));
    await fireEvent.click(await screen.findByRole('option', { name: /Call/ }));
    expect((await screen.findAllByText(/no program for this address/)).length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: 'Log a note' })).toBeNull();
  });
});
