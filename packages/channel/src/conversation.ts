import type { ChannelRuntime, OpenClawConfig } from 'openclaw/plugin-sdk/channel-core';
import { CHANNEL } from './channel.ts';

/**
 * One session for each person and thread, whatever `session.dmScope` says: its default puts all people of a channel into one
 * session with the owner.
 */
const SCOPE = 'per-account-channel-peer';

export interface Conversation {
  readonly agentId: string;
  readonly accountId: string;
  readonly dmScope: string;
  readonly sessionKey: string;
}

/** The session of an address. An agent that is bound to the person has all of his threads. */
export function conversationOf(
  { routing }: Pick<ChannelRuntime, 'routing'>,
  cfg: OpenClawConfig,
  accountId: string,
  { user, address }: { readonly user: string; readonly address: string },
): Conversation {
  const peer = { kind: 'direct', id: address };
  const { agentId } = routing.resolveAgentRoute({
    cfg,
    channel: CHANNEL,
    accountId,
    peer,
    parentPeer: { kind: 'direct', id: user },
    dmScope: SCOPE,
  });
  const place = { agentId, channel: CHANNEL, accountId, peer, dmScope: SCOPE };
  return { agentId, accountId, dmScope: SCOPE, sessionKey: routing.buildAgentSessionKey(place) };
}
