import { randomUUID } from 'node:crypto';
import { defineStableChannelIngressIdentity } from 'openclaw/plugin-sdk/channel-ingress-runtime';
import { normalizeSessionDeliveryState, upsertSessionEntry } from 'openclaw/plugin-sdk/session-store-runtime';
import { resolveOpenClawAgentSqlitePath } from 'openclaw/plugin-sdk/sqlite-runtime';

/** Conversations as if somebody had them over a channel: methods of the gateway for the tests. */

const AGENT = 'main';

const identity = defineStableChannelIngressIdentity({
  key: 'testline-name',
  normalize: (name) => name,
  sensitivity: 'pii',
});

/** Inside the gateway, because it does not notice what another process writes into its sessions. */
export async function seedConversation({ sessionKey, channel, to, accountId, threadId, displayName, label }) {
  await upsertSessionEntry({
    agentId: AGENT,
    sessionKey,
    storePath: resolveOpenClawAgentSqlitePath({ agentId: AGENT }),
    entry: {
      sessionId: randomUUID(),
      updatedAt: Date.now(),
      ...(displayName && { displayName }),
      ...(label && { label }),
      delivery: normalizeSessionDeliveryState({ context: { channel, to, accountId, threadId } }),
    },
  });
}

/** A message as from a person at the other end: it starts a turn, and the answer is thrown away. */
export async function receive(api, channel, { sessionKey, from, text }) {
  const { inbound } = api.runtime.channel;
  const cfg = api.runtime.config.current();
  const messageId = randomUUID();
  const conversation = { kind: 'direct', id: from };
  const channelIngress = await inbound.ingress.resolve({
    channelId: channel,
    accountId: 'default',
    identity,
    cfg,
    dmPolicy: 'open',
    allowFrom: ['*'],
    policy: { dmPolicy: 'open', groupPolicy: 'disabled' },
    subject: { stableId: from },
    conversation,
    contextBinding: {
      agentId: AGENT,
      sessionKey,
      messageId,
      inboundEventKind: 'user_request',
      nativeChannelId: from,
    },
    event: { kind: 'message', authMode: 'inbound', mayPair: false },
    readStoreAllowFrom: async () => [],
    command: false,
  });
  const ctxPayload = inbound.buildContext({
    channelIngress,
    channel,
    accountId: 'default',
    messageId,
    messageIdFull: messageId,
    timestamp: Date.now(),
    from: `${channel}:${from}`,
    sender: { id: from, name: from },
    conversation: { ...conversation, label: from, nativeChannelId: from },
    route: { agentId: AGENT, dmScope: 'per-channel-peer', accountId: 'default', routeSessionKey: sessionKey },
    reply: { to: from, originatingTo: from, replyToId: messageId },
    message: { body: text, bodyForAgent: text, rawBody: text, commandBody: text },
    access: { commands: { authorized: true } },
  });
  await inbound.dispatch({
    cfg,
    channel,
    accountId: 'default',
    route: { agentId: AGENT, dmScope: 'per-channel-peer', sessionKey },
    ctxPayload,
    delivery: { deliver: async () => ({ visibleReplySent: true, messageIds: [randomUUID()] }) },
    record: {},
  });
}
