import { MAX_TEXT_CHARS, type AskedApproval, type Decision } from '@clawbridge/wire';
import { markImplicitSameChatApprovalAuthorization } from 'openclaw/plugin-sdk/approval-auth-runtime';
import {
  resolveExecApprovalCommandDisplay,
  resolveExecApprovalRequestAllowedDecisions,
} from 'openclaw/plugin-sdk/approval-reply-runtime';
import type { OpenClawConfig, ReplyPayload } from 'openclaw/plugin-sdk/channel-core';
import { resolveAccount } from './account.ts';
import { decision, type ApprovalNews } from './approval-news.ts';
import { CHANNEL } from './channel.ts';
import { personId } from './person.ts';

const DECISIONS: readonly Decision[] = ['allow-once', 'allow-always', 'deny'];

interface ExecRequest {
  readonly id: string;
  readonly request: { readonly ask?: string | null };
}

interface PluginRequest {
  readonly id: string;
  readonly request: {
    readonly title: string;
    readonly description: string;
    readonly allowedDecisions?: readonly string[] | null;
  };
}

interface Resolved {
  readonly id: string;
  readonly decision: string;
}

const resolved = {
  buildResolvedPayload: ({ resolved: { id, decision: made } }: { readonly resolved: Resolved }) => {
    const read = decision.safeParse(made);
    return read.success ? carrying({ decided: { id, decision: read.data } }, `Decided: ${made}`) : null;
  },
};

/** Approvals as something that can be pressed, and who may press it. */
export const approvalCapability = {
  render: {
    exec: {
      buildPendingPayload: ({ request: { id, request } }: { readonly request: ExecRequest }) =>
        asking(
          id,
          resolveExecApprovalCommandDisplay(request).commandText,
          resolveExecApprovalRequestAllowedDecisions(request),
        ),
      ...resolved,
    },
    plugin: {
      buildPendingPayload: ({ request: { id, request } }: { readonly request: PluginRequest }) =>
        asking(id, `${request.title}\n${request.description}`, request.allowedDecisions ?? DECISIONS),
      ...resolved,
    },
  },
  authorizeActorAction({ cfg, accountId, senderId }: Actor) {
    const { approvers } = resolveAccount(cfg, accountId);
    if (approvers === undefined) return markImplicitSameChatApprovalAuthorization({ authorized: true });
    return { authorized: approvers.includes(personId(senderId ?? '') ?? '') };
  },
};

interface Actor {
  readonly cfg: OpenClawConfig;
  readonly accountId?: string | null;
  readonly senderId?: string | null;
}

function asking(id: string, what: string, allowed: readonly string[]): ReplyPayload {
  const choices = DECISIONS.filter((one) => allowed.includes(one));
  const asked: AskedApproval = { id, what: what.slice(0, MAX_TEXT_CHARS), choices };
  return carrying({ asked }, what);
}

function carrying(news: ApprovalNews, text: string): ReplyPayload {
  return { text, channelData: { [CHANNEL]: news } };
}

/** `/approve ID deny`, as a person or a button says it. */
export function isDecision(text: string): boolean {
  return /^\s*\/approve\b/i.test(text);
}
