import { Failure, toFailure } from '../../domain/failure.ts';
import type { MessageSender, Receipt } from '../../domain/port/message-sender.ts';
import { defined, object, text, type Json } from '../json.ts';
import type { Connection } from './connection.ts';

/** Channels answer when the message has reached their servers. */
const SEND_MS = 60_000;

/** Sends by the gateway's `send`, which keeps a message it cannot deliver and tries again by itself. */
export function createMessageSender(connection: Connection): MessageSender {
  return {
    async sendMessage({ id, channel, to, text: message, ...rest }) {
      const { accountId, threadId, mediaUrls, replyToId, sessionKey } = rest;
      const more = defined({ accountId, threadId, mediaUrls, replyToId, sessionKey });
      const params = { channel, to, message, idempotencyKey: id, ...more };
      try {
        return receiptFrom(await connection.request('send', params, { timeoutMs: SEND_MS }), channel);
      } catch (thrown) {
        throw sendFailure(toFailure(thrown));
      }
    },
  };
}

function receiptFrom(raw: Json, channel: string): Receipt {
  return {
    channel: text(raw['channel']) ?? channel,
    raw,
    ...defined({ messageId: text(raw['messageId']) }),
  };
}

/** Where the gateway holds the message or a part of it is out, another try would send it twice. */
function sendFailure(failure: Failure): Failure {
  const details = object(object(failure.cause)['details']);
  if (details['code'] === 'OUTBOUND_DELIVERY_QUEUED')
    return taken(failure, 'OpenClaw keeps the message and tries again by itself. Do not send it again.');
  if (details['partialDelivery'] !== undefined)
    return taken(failure, 'A part of the message has arrived. Look at the chat before sending it again.');
  return failure;
}

function taken(failure: Failure, hint: string): Failure {
  return new Failure('gateway_failed', failure.message, { hint, cause: failure.cause });
}
