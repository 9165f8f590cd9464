import { randomUUID } from 'node:crypto';
import { MAX_ATTACHMENTS, MAX_TEXT_CHARS } from '@clawbridge/wire';
import type { ReplyPayload } from 'openclaw/plugin-sdk/channel-core';
import type { SendContext } from 'openclaw/plugin-sdk/channel-outbound';
import { approvalIn, type ApprovalNews } from './approval-news.ts';
import { DEFAULT_ACCOUNT } from './channel.ts';
import { nonceOf } from './nonce.ts';
import { writtenFrame, type Parcel, type ParcelFile } from './parcel.ts';
import { personId } from './person.ts';
import type { Post } from './post.ts';

export interface SendOptions {
  readonly post: Pick<Post, 'send'>;
  /** What an agent attaches, where OpenClaw lets it. */
  readonly load: (url: string, sent: SendContext) => Promise<ParcelFile>;
}

/** Sends what core hands us to the relay; resolves once that is certain, with what names it. */
export type Send = (sent: SendContext, how?: { readonly isFinal?: boolean }) => Promise<string>;

/** Errors: `Refusal`; those of loading what is attached, and of the disk: core then tries again. */
export function createSend({ post, load }: SendOptions): Send {
  return async function send(sent, { isFinal = true } = {}) {
    const payload: ReplyPayload = sent.payload ?? {
      ...(sent.text === undefined ? {} : { text: sent.text }),
      ...(sent.mediaUrl === undefined ? {} : { mediaUrl: sent.mediaUrl }),
    };
    const approval = approvalIn(payload);
    const parcels =
      approval === undefined
        ? replyParcels(sent, payload, await loadAll(payload, sent, load), isFinal)
        : [approvalParcel(sent, approval)];
    // From here on it counts as begun.
    await sent.onPlatformSendDispatch?.();
    sent.assertDirectAdapterHandoff?.();
    let id = '';
    for (const parcel of parcels) id = await post.send(parcel);
    return id;
  };
}

async function loadAll(
  payload: ReplyPayload,
  sent: SendContext,
  load: SendOptions['load'],
): Promise<readonly ParcelFile[]> {
  const urls = new Set([...(payload.mediaUrls ?? []), ...(payload.mediaUrl ? [payload.mediaUrl] : [])]);
  const files: ParcelFile[] = [];
  for (const url of urls) files.push(await load(url, sent));
  return files;
}

/** As many as it takes: each as long as the relay lets it be. */
function replyParcels(
  sent: SendContext,
  { text = '' }: ReplyPayload,
  files: readonly ParcelFile[],
  isFinal: boolean,
): readonly Parcel[] {
  const nonce = nonceOf(sent.deliveryQueueId, sent.deliveryPartIndex) ?? randomUUID();
  const texts = pieces(text);
  const count = Math.max(texts.length, Math.ceil(files.length / MAX_ATTACHMENTS));
  return Array.from({ length: count }, (_, n) => {
    const frame = {
      type: 'reply',
      nonce: n === 0 ? nonce : `${nonce}:${n}`,
      ...turnIn(sent.replyToId),
      text: texts[n] ?? '',
      attachments: [],
      isFinal: isFinal && n === count - 1,
    };
    return parcelOf(sent, frame, files.slice(n * MAX_ATTACHMENTS, (n + 1) * MAX_ATTACHMENTS));
  });
}

function approvalParcel(sent: SendContext, news: ApprovalNews): Parcel {
  if ('asked' in news) {
    const { asked: approval } = news;
    const nonce = `asked:${approval.id}`;
    return parcelOf(sent, { type: 'approval', nonce, ...turnIn(sent.replyToId), approval });
  }
  const { id, decision } = news.decided;
  return parcelOf(sent, { type: 'decided', nonce: `decided:${id}`, approval: id, decision });
}

function parcelOf({ accountId, to }: SendContext, frame: object, files: readonly ParcelFile[] = []): Parcel {
  const whole = writtenFrame({ ...frame, ref: 0, to: personId(to) ?? '' });
  return { account: accountId ?? DEFAULT_ACCOUNT, frame: whole, files };
}

/** At least one. No character is cut in two. */
function pieces(text: string): readonly string[] {
  if (text.length <= MAX_TEXT_CHARS) return [text];
  const end = isHighSurrogate(text, MAX_TEXT_CHARS - 1) ? MAX_TEXT_CHARS - 1 : MAX_TEXT_CHARS;
  return [text.slice(0, end), ...pieces(text.slice(end))];
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

/** What it replies to, where that is a message of the relay. */
function turnIn(replyToId: string | null | undefined): { readonly turn?: string } {
  return typeof replyToId === 'string' && /^[a-z\d-]{1,64}$/.test(replyToId) ? { turn: replyToId } : {};
}
