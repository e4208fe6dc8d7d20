/** A message that the help desk took and the channel did not deliver: what the rep can do about it, in its place. */
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CallFailed } from '../src/backend/contract';
import { language } from '../src/i18n/index.svelte';
import type { FakeDesk } from './fixture/fakeDesk';
import { markup, type, written } from './fixture/writing';
import { open } from './fixture/openWindow';
import { file, say } from './fixture/story';

afterEach(() => cleanup());

const text = 'Wysyłamy nowy kubek.';
const blocked = 'The customer has blocked this number.';
const fail = (desk: FakeDesk) => desk.failAtChannel('t0', say(text), { reason: blocked, replyTo: 'm20' });
const group = () => screen.findByRole('group', { name: 'This message did not reach the customer' });
const noGroup = () => screen.queryByRole('group', { name: 'This message did not reach the customer' });
const waysOn = async () => within(await group()).queryAllByRole('button').map((button) => button.textContent?.trim());
const press = async (name: string) => fireEvent.click(within(await group()).getByRole('button', { name }));
const editor = async () => screen.findByRole('textbox', { name: 'Reply' });

describe('a message that the channel did not deliver', () => {
  it('says why in the words of the channel, once, and offers three ways on', async () => {
    const { app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    expect((await group()).textContent).toContain(blocked);
    expect(await waysOn()).toEqual(['Send again', 'Edit', 'Copy']);
    expect(screen.getAllByText(new RegExp(blocked))).toHaveLength(1);
    expect(screen.getByText('Not delivered')).toBeTruthy();
  });

  it('is sent again as a new message with the same text, to the same message, through the account that a reply goes through now', async () => {
    const { desk, app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    app.composer.chooseAccount('a3');
    await press('Send again');
    await vi.waitFor(() => expect(desk.calls('send')).toHaveLength(1));
    expect(desk.calls('send')[0]).toEqual({ thread: 't0', mode: 'reply', draft: { text, html: null, replyTo: 'm20', files: [], account: 'a3', email: null, status: null }, thenStage: null, thenProperties: {}, when: { type: 'usual' }, seen: expect.any(String) });
    expect(desk.calls('settle')).toEqual([]);
  });

  it('keeps its style when it is sent again, and when it is edited', async () => {
    const html = '<p>Nie trzeba, <strong>dziękuję</strong>.</p>';
    const { desk, app } = await open({}, (fake) => fake.failAtChannel('t0', say('Nie trzeba, dziękuję.', [], { html }), { reason: blocked }));
    await app.triage.open('t0', 'stay');
    await press('Edit');
    await vi.waitFor(async () => expect(markup(await editor())).toBe(html));
    await press('Send again');
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft).toMatchObject({ text: 'Nie trzeba, dziękuję.', html }));
  });

  it('goes through the conversation’s usual account when the rep chose none', async () => {
    const { desk, app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    await press('Send again');
    await vi.waitFor(() => expect(desk.calls('send')[0]?.draft.account).toBe('a1'));
  });

  it('cannot be sent again twice: the row goes once the same was said below, its reason stays, and the keyboard stays at the message', async () => {
    const { desk, app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    const button = within(await group()).getByRole('button', { name: 'Send again' });
    button.focus();
    await fireEvent.click(button);
    await fireEvent.click(button);
    await vi.waitFor(() => expect(noGroup()).toBeNull());
    expect(desk.calls('send')).toHaveLength(1);
    expect(screen.getByText(`Not delivered: ${blocked}`)).toBeTruthy();
    expect(await screen.findByText('Waiting to be sent')).toBeTruthy();
    expect(document.activeElement?.getAttribute('data-message')).toMatch(/^failed-/);
  });

  it('does not take the reply that was begun with it, although the desk closes the draft with every message', async () => {
    const { desk, app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    const box = await editor();
    type(box, 'Zaczęte');
    await press('Send again');
    await vi.waitFor(() => expect(desk.log.filter(({ name }) => name === 'saveDraft' || name === 'send').map(({ name }) => name)).toEqual(['saveDraft', 'send', 'saveDraft']));
    await vi.waitFor(() => expect(desk.drafts.get('t0')?.reply?.text).toBe('Zaczęte'));
    await app.composer.flush();
    expect(written(box)).toBe('Zaczęte');
  });

  it('says why it could not be sent again, and can be tried once more', async () => {
    const { desk, app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    desk.failures.set('send', new CallFailed('notPossible', 'Nobody can be addressed here.'));
    await press('Send again');
    expect(await screen.findAllByText('That did not work. Nobody can be addressed here.')).not.toHaveLength(0);
    await press('Send again');
    await vi.waitFor(() => expect(noGroup()).toBeNull());
    expect(desk.calls('send')).toHaveLength(2);
  });

  it('is edited in the reply, above what was begun, with a blank line between, and keeps its target', async () => {
    const { desk, app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    const box = await editor();
    type(box, 'Zaczęte');
    await fireEvent.click(screen.getByRole('tab', { name: 'Comment' }));
    await press('Edit');
    await vi.waitFor(() => expect(written(screen.getByRole('textbox', { name: 'Reply' }))).toBe(`${text}\n\nZaczęte`));
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Reply' }));
    expect(app.composer.draft.replyTo).toBe('m20');
    await press('Edit');
    expect(app.composer.draft.text).toBe(`${text}\n\nZaczęte`);
    await app.composer.flush();
    expect(desk.drafts.get('t0')?.reply?.text).toBe(`${text}\n\nZaczęte`);
    expect(desk.calls('send')).toEqual([]);
  });

  it('is copied', async () => {
    const { app } = await open({}, fail);
    await app.triage.open('t0', 'stay');
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await press('Copy');
    await vi.waitFor(() => expect(write).toHaveBeenCalledWith(text));
    expect(await screen.findAllByText('The text was copied.')).not.toHaveLength(0);
  });

  it('with files is only edited, for its files are with the help desk, and says so', async () => {
    const { desk, app } = await open({}, (fake) => fake.failAtChannel('t0', say('', [file({ name: 'etykieta.pdf', media: 'document' })]), { replyTo: 'm20' }));
    await app.triage.open('t0', 'stay');
    expect(await waysOn()).toEqual(['Edit']);
    expect((await group()).textContent).toContain('attach its files again');
    type(await editor(), 'Zaczęte');
    await press('Edit');
    expect(app.composer.draft).toMatchObject({ text: 'Zaczęte', html: null, replyTo: 'm20' });
    expect(desk.calls('send')).toEqual([]);
  });

  it('whose text was cut by the help desk is not sent again cut', async () => {
    const { app } = await open({}, (fake) => fake.failAtChannel('t0', say('Początek…', [], { truncation: 'bySize' })));
    await app.triage.open('t0', 'stay');
    expect(await waysOn()).toEqual(['Copy']);
    expect((await group()).textContent).toContain('Show the whole message');
  });

  it('can only be copied where no reply can be sent at all', async () => {
    const { app } = await open({ boot: { notices: [{ code: 'deskNewer', detail: '' }] } }, fail);
    await app.triage.open('t0', 'stay');
    expect(await waysOn()).toEqual(['Copy']);
  });

  it('speaks Polish too', async () => {
    const { app } = await open({ settings: { locale: 'pl' } }, fail);
    await app.triage.open('t0', 'stay');
    const row = await screen.findByRole('group', { name: 'Ta wiadomość nie dotarła do klienta' });
    expect(within(row).getAllByRole('button').map((button) => button.textContent?.trim())).toEqual(['Wyślij ponownie', 'Edytuj', 'Kopiuj']);
    expect(language.code).toBe('pl');
  });
});
