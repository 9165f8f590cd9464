import { readAddress } from '@clawbridge/wire';
import {
  buildChannelOutboundSessionRoute,
  type ChannelRuntime,
  type OpenClawConfig,
} from 'openclaw/plugin-sdk/channel-core';
import { CHANNEL, DEFAULT_ACCOUNT } from './channel.ts';
import { conversationOf } from './conversation.ts';
import type { Links } from './links.ts';
import { personId } from './person.ts';

interface Target {
  readonly cfg: OpenClawConfig;
  readonly agentId: string;
  readonly accountId?: string | null;
  readonly target: string;
}

/** Whom `openclaw message send --target …` and its like may name, and in which session it is written down. */
export function createTargets(links: Links, runtime: () => ChannelRuntime): object {
  return {
    targetPrefixes: [CHANNEL],
    normalizeTarget: (text: string) => personId(text) ?? undefined,
    inferTargetChatType: () => 'direct',
    targetResolver: {
      looksLikeId: (text: string) => readAddress(personId(text) ?? '') !== undefined,
      hint: '<name or id of a web user>',
    },
    async resolveOutboundSessionRoute({ cfg, agentId, accountId, target }: Target) {
      const account = accountId ?? DEFAULT_ACCOUNT;
      const to = await addressOf(links, account, personId(target) ?? '');
      const route = buildChannelOutboundSessionRoute({
        cfg,
        agentId,
        channel: CHANNEL,
        accountId: account,
        recipientSessionExact: true,
        peer: { kind: 'direct', id: to },
        chatType: 'direct',
        from: `${CHANNEL}:${account}`,
        to,
      });
      const user = readAddress(to)?.user ?? to;
      const { sessionKey } = conversationOf(runtime(), cfg, account, { user, address: to });
      return { ...route, sessionKey, baseSessionKey: sessionKey };
    },
  };
}

/** The thread that is meant: only the relay knows. Without it, as it was named. */
async function addressOf(links: Links, account: string, to: string): Promise<string> {
  const answer = await links.find(account)?.ask({ type: 'resolve', to });
  return answer?.type === 'resolved' ? (answer.person?.address ?? to) : to;
}
