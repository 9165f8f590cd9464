import {
  createMessageReceiptFromOutboundResults,
  defineChannelMessageAdapter,
  type SendContext,
  type Sent,
} from 'openclaw/plugin-sdk/channel-outbound';
import { CHANNEL } from './channel.ts';
import type { Send } from './send.ts';

/** How core has something sent for certain. It is sent once it is in our outbox: that needs no relay. */
export function createMessageAdapter(send: Send): object {
  const deliver = (kind: 'text' | 'media') => async (sent: SendContext) =>
    sentAs(await send(sent), kind, sent.replyToId);

  /** Asked after a crash. To send it again does no harm: the relay writes each nonce once. */
  const reconcileUnknownSend = async () => ({ status: 'not_sent' }) as const;

  return defineChannelMessageAdapter({
    id: CHANNEL,
    durableFinal: {
      capabilities: {
        text: true,
        media: true,
        payload: true,
        replyTo: true,
        messageSendingHooks: true,
        reconcileUnknownSend: true,
      },
      reconcileUnknownSendKinds: { text: true, media: true, payload: true },
      reconcileUnknownSend,
    },
    send: { text: deliver('text'), media: deliver('media'), payload: deliver('text') },
  });
}

function sentAs(messageId: string, kind: 'text' | 'media', replyToId: string | null | undefined): Sent {
  const results = [{ channel: CHANNEL, messageId }];
  const receipt = createMessageReceiptFromOutboundResults({
    results,
    kind,
    ...(typeof replyToId === 'string' ? { replyToId } : {}),
  });
  return { messageId, receipt };
}
