import type { AskedApproval, Decision } from '@clawbridge/wire';
import { getExecApprovalReplyMetadata } from 'openclaw/plugin-sdk/approval-reply-runtime';
import type { ReplyPayload } from 'openclaw/plugin-sdk/channel-core';

const DECISIONS: readonly Decision[] = ['allow-once', 'allow-always', 'deny'];

/** What an agent asks to be allowed, where a message of OpenClaw is such a question. */
export function askedIn(payload: ReplyPayload): AskedApproval | undefined {
  const asked = getExecApprovalReplyMetadata(payload);
  if (asked === null || asked === undefined) return undefined;
  const choices = DECISIONS.filter((decision) => asked.allowedDecisions?.includes(decision) ?? true);
  return { id: asked.approvalId, what: whatIn(payload.text ?? ''), choices };
}

/** The command stands between fences; what a plugin asks has none. */
function whatIn(text: string): string {
  return /```[a-z]*\n(.*?)\n```/s.exec(text)?.[1] ?? text;
}

/** `/approve ID deny`, as a person or a button says it. */
export function isDecision(text: string): boolean {
  return /^\s*\/approve\b/i.test(text);
}
