import {
  createMessageReceiptFromOutboundResults,
  defineChannelMessageAdapter,
  type SendContext,
  type Sent,
  type UnknownSend,
} from 'openclaw/plugin-sdk/channel-outbound';
import { CHANNEL } from './channel.ts';
import type { Links } from './links.ts';
import { nonceOf } from './nonce.ts';
import type { Send } from './send.ts';

/** What became of something of which nobody knew whether it was sent. */
type Verdict =
  | { readonly status: 'sent'; readonly messageId: string; readonly receipt: object }
  | { readonly status: 'not_sent' }
  | { readonly status: 'unresolved'; readonly error: string; readonly retryable: true };

/** How core has something sent for certain: it keeps it until we have the relay's word. */
export function createMessageAdapter(links: Links, send: Send): object {
  const deliver = (kind: 'text' | 'media') => async (sent: SendContext) =>
    sentAs(await send(sent), kind, sent.replyToId);

  /** The relay knows each thing it wrote by its nonce. */
  async function reconcileUnknownSend({ accountId, queueId, replyToId }: UnknownSend): Promise<Verdict> {
    try {
      const answer = await links.get(accountId).ask({ type: 'find', nonce: nonceOf(queueId) ?? queueId });
      if (answer.type !== 'found' || answer.id === undefined) return { status: 'not_sent' };
      return { status: 'sent', ...sentAs(answer.id, 'text', replyToId) };
    } catch (error) {
      return { status: 'unresolved', error: String(error), retryable: true };
    }
  }

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
