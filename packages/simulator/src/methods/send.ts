import { method } from '../method.ts';
import { Refusal } from '../refusal.ts';
import { WRITE } from '../scopes.ts';

const SHAPE = {
  to: 'string',
  idempotencyKey: 'string',
  // The real gateway finds the channel by itself where there is only one.
  channel: 'string',
  message: 'string?',
  accountId: 'string?',
  threadId: 'string?',
  sessionKey: 'any?',
  agentId: 'any?',
  replyToId: 'any?',
  silent: 'any?',
  parseMode: 'any?',
} as const;

/** Sends a text to a person, over a channel. */
export const send = method('send', WRITE, SHAPE, ({ gateway, params }) => {
  const { to, idempotencyKey, channel, message = '', accountId, threadId } = params;
  if (message === '') throw new Refusal('INVALID_REQUEST', 'invalid send params: text or media is required');
  return gateway.post.send({
    id: idempotencyKey,
    channel,
    to,
    text: message,
    ...(accountId === undefined ? {} : { accountId }),
    ...(threadId === undefined ? {} : { threadId }),
  });
});
