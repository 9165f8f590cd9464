import type { ReplyPayload } from 'openclaw/plugin-sdk/channel-core';
import * as z from 'zod/mini';
import { CHANNEL } from './channel.ts';

export const decision = z.enum(['allow-once', 'allow-always', 'deny']);

/** How an approval travels through core's queue to us. */
const carried = z.union([
  z.object({ asked: z.object({ id: z.string(), what: z.string(), choices: z.array(decision) }) }),
  z.object({ decided: z.object({ id: z.string(), decision }) }),
]);

/** What an agent asks to be allowed, or what became of it, where a message of OpenClaw is about that. */
export type ApprovalNews = z.infer<typeof carried>;

export function approvalIn({ channelData }: ReplyPayload): ApprovalNews | undefined {
  const read = carried.safeParse(channelData?.[CHANNEL]);
  return read.success ? read.data : undefined;
}
