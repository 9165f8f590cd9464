import { GatewayClientRequestError, GatewayClientRequestTimeoutError } from '@openclaw/gateway-client';
import { describe, expect, it } from 'vitest';
import { wsFailure } from './failures.ts';
import { createMessageSender } from './message-sender.ts';
import { createScriptedConnection } from './scripted-connection.fixture.ts';

const MESSAGE = { instance: 'home', id: 'm1', channel: 'telegram', to: 'bob', text: 'hi' };

const refused = (code: string, over: object = {}) =>
  new GatewayClientRequestError({ code, message: 'in the words of the gateway', ...over });
const late = (requestSent: boolean) =>
  new GatewayClientRequestTimeoutError({ method: 'send', timeoutMs: 1, requestSent });

/** What no gateway shows at will; everything else is in the sender's contract suite. */
describe('a message that could not be sent', () => {
  it.each([
    ['the channel cannot be used', refused('UNAVAILABLE'), 'gateway_failed', true, /openclaw logs/],
    [
      'the gateway keeps it',
      refused('UNAVAILABLE', { details: { code: 'OUTBOUND_DELIVERY_QUEUED' } }),
      'gateway_failed',
      false,
      /tries again by itself/,
    ],
    [
      'a part of it has arrived',
      refused('UNAVAILABLE', { details: { partialDelivery: { messageIds: ['1'] } }, retryable: false }),
      'gateway_failed',
      false,
      /A part of the message/,
    ],
    [
      'the gateway is being stopped',
      refused('UNAVAILABLE', { retryable: true }),
      'gateway_refused',
      true,
      /try again/,
    ],
    ['it is wrong', refused('INVALID_REQUEST'), 'gateway_refused', false, /correct it/],
    ['nobody knows whether it was', late(true), 'connection_lost', true, /log/],
    ['the request never left', late(false), 'gateway_unreachable', true, /log/],
  ])('because %s', async (_, thrown, code, retryable, hint) => {
    const connection = createScriptedConnection({
      send() {
        throw wsFailure(thrown, 'ws://host');
      },
    });
    await expect(createMessageSender(connection).sendMessage(MESSAGE)).rejects.toMatchObject({
      code,
      retryable,
      hint: expect.stringMatching(hint),
    });
    expect(connection.requests).toEqual([
      ['send', { channel: 'telegram', to: 'bob', message: 'hi', idempotencyKey: 'm1' }],
    ]);
  });
});

describe('a message with more to it', () => {
  it('takes along what belongs to it, and the receipt is as the gateway gave it', async () => {
    const answer = { runId: 'm1', messageId: '77', channel: 'telegram', toJid: 'x' };
    const connection = createScriptedConnection({ send: () => answer });
    const more = {
      accountId: 'bot',
      threadId: '7',
      replyToId: '76',
      sessionKey: 'agent:main:x',
      mediaUrls: ['https://example.com/cat.png'],
    };
    expect(await createMessageSender(connection).sendMessage({ ...MESSAGE, ...more })).toEqual({
      messageId: '77',
      channel: 'telegram',
      raw: answer,
    });
    expect(connection.requests).toEqual([
      ['send', { channel: 'telegram', to: 'bob', message: 'hi', idempotencyKey: 'm1', ...more }],
    ]);
  });

  it('has a receipt also from a gateway that says nothing of it', async () => {
    const connection = createScriptedConnection({ send: () => ({}) });
    expect(await createMessageSender(connection).sendMessage(MESSAGE)).toEqual({
      channel: 'telegram',
      raw: {},
    });
  });
});
