import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import type { GatewayMode } from '../domain/instance.ts';
import { describe, expect, it } from 'vitest';
import type { Session } from '../domain/conversation.ts';
import type { OutgoingMessage } from '../domain/port/message-sender.ts';
import { aGuest } from '../domain/principal.fixture.ts';
import { OWNER, type Principal } from '../domain/principal.ts';
import { createSendMessage } from './send-message.ts';

function aSession(name: string, channel?: string): Session {
  const route = channel === undefined ? {} : { route: { channel, to: name } };
  return { instance: 'home', key: `agent:main:${name}`, isActive: false, ...route };
}

describe('sending a message', () => {
  function world(session: Session, mode: GatewayMode = 'approvals') {
    const sent: OutgoingMessage[] = [];
    const clock = createSteppedClock();
    const sendMessage = createSendMessage({
      instances: [anInstance({ mode })],
      getConversation: async () => session,
      messages: {
        async sendMessage(message) {
          sent.push(message);
          return { channel: message.channel, raw: {} };
        },
      },
      clock,
      newId: () => 'new',
    });
    return { sent, clock, send: sendMessage };
  }

  it('goes to the route of the conversation', async () => {
    const route = { channel: 'telegram', to: '-1001', accountId: 'default', threadId: 7 };
    const { sent, send } = world({ ...aSession('club'), route });
    await send({
      principal: OWNER,
      sessionKey: 'club',
      text: 'hi',
      replyToId: 'r',
      mediaUrls: ['https://x/y.png'],
    });
    expect(sent).toEqual([
      {
        instance: 'home',
        id: 'new',
        sessionKey: 'agent:main:club',
        text: 'hi',
        channel: 'telegram',
        to: '-1001',
        accountId: 'default',
        threadId: '7',
        mediaUrls: ['https://x/y.png'],
        replyToId: 'r',
      },
    ]);
  });

  it("repeats under the key its caller gives, and under no other principal's", async () => {
    const { sent, send } = world(aSession('club', 'telegram'));
    for (const principal of [OWNER, OWNER, aGuest()])
      await send({ principal, sessionKey: 'club', text: 'hi', idempotencyKey: 'k' });
    expect(sent.map(({ id }) => id)).toEqual(['owner:k', 'owner:k', 'guest:k']);
  });

  it('is nobody else’s, however names and keys are put together', async () => {
    const { sent, send } = world(aSession('club', 'telegram'));
    await send({ principal: aGuest('ext:a'), sessionKey: 'club', text: 'one', idempotencyKey: 'b:k' });
    await send({ principal: aGuest('ext:a:b'), sessionKey: 'club', text: 'two', idempotencyKey: 'k' });
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  });

  it('is refused where its key was used for another message, as long as the gateway remembers that', async () => {
    const { sent, send, clock } = world(aSession('club', 'telegram'));
    const request = { principal: OWNER, sessionKey: 'club', idempotencyKey: 'k' };
    await send({ ...request, text: 'once' });
    await expect(send({ ...request, text: 'other' })).rejects.toMatchObject({ code: 'idempotency_conflict' });
    await send({ ...request, text: 'once' });
    clock.advance(5 * 60_000);
    await send({ ...request, text: 'other' });
    expect(sent.map(({ text }) => text)).toEqual(['once', 'once', 'other']);
  });

  it('does not fill the memory with what was sent, however much of it there is', async () => {
    const { sent, send } = world(aSession('club', 'telegram'));
    const say = async (text: string, idempotencyKey: string) =>
      await send({ principal: OWNER, sessionKey: 'club', text, idempotencyKey });
    await say('first', 'k');
    for (const key of ['a', 'b', 'c']) await say('x'.repeat(4_000_000), key);
    // What it no longer knows, the gateway does.
    await say('other', 'k');
    await expect(say('other', 'c')).rejects.toMatchObject({ code: 'idempotency_conflict' });
    expect(sent.map(({ text }) => text.length)).toEqual([5, 4_000_000, 4_000_000, 4_000_000, 5]);
  });

  it('needs a route, and the right to talk', async () => {
    const { send, sent } = world(aSession('club'));
    const request = { principal: OWNER, sessionKey: 'club', text: 'hi' };
    await expect(send(request)).rejects.toMatchObject({
      code: 'unknown_conversation',
      message: 'Conversation not found for session club',
    });
    const reader: Principal = { ...OWNER, scopes: ['read'] };
    await expect(send({ ...request, principal: reader })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(sent).toEqual([]);
  });

  it('is not done at an instance that is only looked at', async () => {
    const { send, sent } = world(aSession('club', 'telegram'), 'read');
    await expect(send({ principal: OWNER, sessionKey: 'club', text: 'hi' })).rejects.toMatchObject({
      code: 'not_allowed',
      message: 'Instance "home" is used in mode read, and this needs mode write.',
    });
    expect(sent).toEqual([]);
  });
});
