import { defineStableChannelIngressIdentity } from 'openclaw/plugin-sdk/channel-ingress-runtime';
import type { ChannelRuntime, Ingress, OpenClawConfig } from 'openclaw/plugin-sdk/channel-core';
import type { Account } from './account.ts';
import { CHANNEL } from './channel.ts';
import type { Conversation } from './conversation.ts';
import type { Message } from './link.ts';
import { personId } from './person.ts';

const identity = defineStableChannelIngressIdentity({
  key: 'clawbridge-user-id',
  normalize: personId,
  sensitivity: 'pii',
});

export interface Admission {
  /** What OpenClaw made of it, for `buildContext`. */
  readonly ingress: Ingress;
  /** Came in because everybody may: nobody has ever named him. */
  readonly isStranger: boolean;
  /** Slash commands of his are obeyed. */
  readonly commands: boolean;
}

/** Asks OpenClaw whether this message may come in. */
export async function admit(
  runtime: ChannelRuntime,
  cfg: OpenClawConfig,
  account: Account,
  conversation: Conversation,
  message: Message,
): Promise<Admission> {
  const { accountId, dmPolicy, allowFrom } = account;
  const { user, id, from, text } = message;
  const store = await runtime.pairing.readAllowFromStore({ channel: CHANNEL, accountId });
  const isStranger = ![...allowFrom, ...store].some((entry) => personId(entry) === user);
  const ingress = await runtime.inbound.ingress.resolve({
    channelId: CHANNEL,
    accountId,
    identity,
    cfg,
    dmPolicy,
    allowFrom,
    policy: { dmPolicy, groupPolicy: 'disabled' },
    subject: { stableId: user },
    conversation: { kind: 'direct', id: from },
    contextBinding: {
      agentId: conversation.agentId,
      sessionKey: conversation.sessionKey,
      messageId: id,
      inboundEventKind: 'user_request',
      nativeChannelId: from,
    },
    event: { kind: 'message', authMode: 'inbound', mayPair: true },
    readStoreAllowFrom: async () => store,
    command: runtime.commands.shouldComputeCommandAuthorized(text, cfg)
      ? { cfg, modeWhenAccessGroupsOff: 'configured' }
      : false,
  });
  const { commandAccess, senderAccess } = ingress;
  const isObeyed = commandAccess.requested ? commandAccess.authorized : senderAccess.allowed;
  return { ingress, isStranger, commands: isObeyed && !isStranger };
}
