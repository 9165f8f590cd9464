import { randomUUID } from 'node:crypto';
import type { ReplyPayload } from 'openclaw/plugin-sdk/channel-core';
import type { SendContext } from 'openclaw/plugin-sdk/channel-outbound';
import { resolveAccount } from './account.ts';
import { approvalIn, type ApprovalNews } from './approvals.ts';
import type { Question } from './link.ts';
import type { Links } from './links.ts';
import { uploadMedia } from './media.ts';
import { nonceOf } from './nonce.ts';
import { personId } from './person.ts';

/** Sends what core hands us to the relay; resolves with the id of its entry there. */
export type Send = (sent: SendContext, how?: { readonly isFinal?: boolean }) => Promise<string>;

/**
 * Errors: `PlatformMessageNotDispatchedError` when it surely was not sent, and core tries again; another one when nobody
 * knows, and core asks `reconcileUnknownSend` first.
 */
export function createSend(links: Links): Send {
  return async function send(sent, { isFinal = true } = {}) {
    const payload: ReplyPayload = sent.payload ?? {
      ...(sent.text === undefined ? {} : { text: sent.text }),
      ...(sent.mediaUrl === undefined ? {} : { mediaUrl: sent.mediaUrl }),
    };
    const link = links.get(sent.accountId);
    const to = personId(sent.to) ?? '';
    const approval = approvalIn(payload);
    const attachments = approval === undefined ? await uploadAll(sent, to, payload) : [];
    const frame = question(sent, to, { payload, approval, attachments, isFinal });
    // From here on it counts as begun: core may only repeat it after it has asked.
    await sent.onPlatformSendDispatch?.();
    sent.assertDirectAdapterHandoff?.();
    const answer = await link.ask(frame);
    if (answer.type === 'ack') return answer.id;
    throw new Error(`The relay answered a reply with ${answer.type}.`);
  };
}

async function uploadAll(sent: SendContext, to: string, payload: ReplyPayload): Promise<readonly string[]> {
  const urls = [...new Set([...(payload.mediaUrls ?? []), ...(payload.mediaUrl ? [payload.mediaUrl] : [])])];
  const account = resolveAccount(sent.cfg, sent.accountId);
  const ids: string[] = [];
  for (const url of urls) ids.push(await uploadMedia(account, to, url, sent));
  return ids;
}

interface Content {
  readonly payload: ReplyPayload;
  readonly approval: ApprovalNews | undefined;
  readonly attachments: readonly string[];
  readonly isFinal: boolean;
}

function question(
  sent: SendContext,
  to: string,
  { payload, approval, attachments, isFinal }: Content,
): Question {
  const nonce = nonceOf(sent.deliveryQueueId, sent.deliveryPartIndex) ?? randomUUID();
  const turn = turnIn(sent.replyToId);
  if (approval && 'asked' in approval)
    return { type: 'approval', nonce: `asked:${approval.asked.id}`, to, ...turn, approval: approval.asked };
  if (approval) {
    const { id, decision } = approval.decided;
    return { type: 'decided', nonce: `decided:${id}`, to, approval: id, decision };
  }
  const text = payload.text ?? '';
  return { type: 'reply', nonce, to, ...turn, text, attachments: [...attachments], isFinal };
}

/** What it replies to, where that is a message of the relay. */
function turnIn(replyToId: string | null | undefined): { readonly turn?: string } {
  return typeof replyToId === 'string' && /^[a-z\d-]{1,64}$/.test(replyToId) ? { turn: replyToId } : {};
}
