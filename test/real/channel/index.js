import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildChannelOutboundSessionRoute,
  createChatChannelPlugin,
  defineChannelPluginEntry,
} from 'openclaw/plugin-sdk/channel-core';
import { receive, seedConversation } from './conversations.js';

/** A channel without anybody at its other end: what is sent over it becomes a line of a file. */

const CHANNEL = 'testline';
const ACCOUNT = 'default';

const resolveAccount = (_config, accountId = ACCOUNT) => ({
  accountId,
  enabled: true,
  configured: true,
});

const describeAccount = ({ accountId, enabled, configured }) => ({ accountId, enabled, configured });

let sent = 0;

async function sendText({ to, text, accountId, threadId, replyToId, mediaUrl }) {
  if (to === 'nobody') throw new Error('nobody is there');
  appendFileSync(
    join(process.env.OPENCLAW_STATE_DIR, 'testline.jsonl'),
    `${JSON.stringify({ to, text, accountId, threadId, replyToId, mediaUrl })}\n`,
  );
  sent += 1;
  return { messageId: `testline-${sent}` };
}

const plugin = createChatChannelPlugin({
  base: {
    id: CHANNEL,
    meta: {
      id: CHANNEL,
      label: 'Testline',
      selectionLabel: 'Testline',
      docsPath: '/channels/testline',
      blurb: 'For tests.',
    },
    capabilities: { chatTypes: ['direct'], media: true },
    config: {
      listAccountIds: () => [ACCOUNT, 'second'],
      defaultAccountId: () => ACCOUNT,
      resolveAccount,
      isEnabled: () => true,
      isConfigured: () => true,
      inspectAccount: (config, id) => describeAccount(resolveAccount(config, id)),
      describeAccount,
    },
    setup: { applyAccountConfig: ({ cfg }) => cfg },
    messaging: {
      normalizeTarget: (target) => target.trim(),
      inferTargetChatType: () => 'direct',
      targetResolver: { looksLikeId: () => true, hint: '<name>' },
      // Without it a session for which something is sent gets a recipient with a prefix.
      resolveOutboundSessionRoute: ({ cfg, agentId, accountId, target, threadId }) =>
        buildChannelOutboundSessionRoute({
          cfg,
          agentId,
          channel: CHANNEL,
          accountId,
          recipientSessionExact: true,
          peer: { kind: 'direct', id: target },
          chatType: 'direct',
          from: CHANNEL,
          to: target,
          threadId,
        }),
    },
  },
  outbound: {
    base: { deliveryMode: 'gateway' },
    attachedResults: { channel: CHANNEL, sendText, sendMedia: sendText },
  },
});

export default defineChannelPluginEntry({
  id: CHANNEL,
  name: 'Testline',
  description: 'A channel that writes what is sent over it into a file.',
  plugin,
  registerFull(api) {
    const method = (name, act) =>
      api.registerGatewayMethod(
        `${CHANNEL}.${name}`,
        async ({ params, respond }) => {
          await act(params);
          respond(true, {});
        },
        { scope: 'operator.admin' },
      );
    method('seed', seedConversation);
    method('receive', (params) => receive(api, CHANNEL, params));
  },
});
