import { describe, expect, it } from 'vitest';

import type { MessageView } from '../src/bindings/MessageView';
import { arrange, firstIncomingAfter, merge, newestIncoming } from '../src/state/history';
import { fullStory, incoming, outgoing, say } from './fixture/story';

const start = new Date('2026-11-23T09:00:00+01:00').getTime();

function message(id: string, minutes: number, who: 'customer' | 'me', more: Partial<MessageView> = {}): MessageView {
  return {
    key: { where: 'remote', id },
    at: new Date(start + minutes * 60_000).toISOString(),
    author: { role: who, name: who === 'me' ? 'Marta Król' : 'Anna Nowak' },
    body: who === 'me' ? outgoing(say(id)) : incoming(say(id)),
    ...more,
  };
}

describe('the history as it is shown', () => {
  it('joins what one sender wrote within five minutes into a run, signed once', () => {
    const items = arrange([message('a', 0, 'customer'), message('b', 2, 'customer'), message('c', 3, 'me'), message('d', 30, 'me')], null);
    const shown = items.filter((item) => item.type === 'message').map((item) => [item.message.key.id, item.first, item.last]);
    expect(shown).toEqual([
      ['a', true, false],
      ['b', false, true],
      ['c', true, true],
      ['d', true, true],
    ]);
  });

  it('puts a day above its first message', () => {
    const items = arrange([message('a', -1_440, 'customer'), message('b', 0, 'customer'), message('c', 1, 'customer')], null);
    expect(items.map((item) => item.type)).toEqual(['day', 'message', 'day', 'message', 'message']);
  });

  it('puts the line of new messages above the first unread one, counts the customer alone, and breaks the run there', () => {
    const items = arrange([message('a', 0, 'customer'), message('b', 1, 'customer'), message('c', 2, 'me'), message('d', 3, 'customer')], 'b');
    const line = items.findIndex((item) => item.type === 'new');
    expect(items[line]).toMatchObject({ type: 'new', count: 2 });
    expect(items[line + 1]).toMatchObject({ first: true, message: { key: { id: 'b' } } });
  });

  it('shows assignments and changes of status as quiet lines, comments across, and drops nothing', () => {
    const story = fullStory('Anna Nowak', new Date(start));
    const items = arrange(story, null).filter((item) => item.type === 'message' || item.type === 'event');
    expect(items).toHaveLength(story.length);
    expect(items.filter((item) => item.type === 'event').map((item) => item.message.body.type)).toEqual(['assignment', 'statusChange']);
    expect(items.find((item) => item.type === 'message' && item.message.body.type === 'comment')).toMatchObject({ side: 'across' });
  });

  it('shows an unknown kind with its text as a message, and without one as a line', () => {
    const strange = (text: string) => message('x', 0, 'customer', { body: { type: 'unknown', name: 'POLL', content: say(text) } });
    expect(arrange([strange('Tak czy nie?')], null)[1]?.type).toBe('message');
    expect(arrange([strange('')], null)[1]?.type).toBe('event');
  });
});

describe('laying the newest page over what was read before', () => {
  const before = [message('a', 0, 'customer'), message('b', 1, 'customer'), message('c', 2, 'me')];

  it('keeps older pages and takes what is new', () => {
    const { messages, restarted } = merge(before, [message('b', 1, 'customer'), message('c', 2, 'me'), message('d', 3, 'customer')]);
    expect(restarted).toBe(false);
    expect(messages.map((one) => one.key.id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('replaces a message on its way by the remote one: never both', () => {
    const local: MessageView = { ...message('intent-1', 3, 'me'), key: { where: 'local', id: 'intent-1' } };
    const { messages } = merge([...before, local], [message('b', 1, 'customer'), message('c', 2, 'me'), message('9001', 3, 'me')]);
    expect(messages.map((one) => one.key.id)).toEqual(['a', 'b', 'c', '9001']);
  });

  it('keeps the very objects of what did not change, so that they are not drawn again', () => {
    const { messages } = merge(before, [message('b', 1, 'customer'), message('c', 2, 'me', { body: outgoing(say('c'), { receipt: { state: 'read' } }) })]);
    expect(messages[1]).toBe(before[1]);
    expect(messages[2]).not.toBe(before[2]);
  });

  it('begins anew when so much arrived that the page does not reach what was read', () => {
    const { messages, restarted } = merge(before, [message('x', 90, 'customer')]);
    expect(restarted).toBe(true);
    expect(messages.map((one) => one.key.id)).toEqual(['x']);
  });
});

describe('what is new', () => {
  it('is the first message of the customer that was not there', () => {
    const before = [message('a', 0, 'customer')];
    expect(firstIncomingAfter(before, [...before, message('b', 1, 'me'), message('c', 2, 'customer'), message('d', 3, 'customer')])).toBe('c');
    expect(firstIncomingAfter(before, before)).toBeNull();
  });

  it('is read up to the newest message of the customer, comments and answers aside', () => {
    expect(newestIncoming([message('a', 0, 'customer'), message('b', 1, 'me')])).toBe('a');
    expect(newestIncoming([message('b', 1, 'me')])).toBeNull();
  });
});
