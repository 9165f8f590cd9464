import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChatChannelPlugin, defineChannelPluginEntry } from 'openclaw/plugin-sdk/channel-core';

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

async function sendText({ to, text, accountId, threadId }) {
  if (to === 'nobody') throw new Error('nobody is there');
  appendFileSync(
    join(process.env.OPENCLAW_STATE_DIR, 'testline.jsonl'),
    `${JSON.stringify({ to, text, accountId, threadId })}\n`,
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
    capabilities: { chatTypes: ['direct'], media: false },
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
    },
  },
  outbound: { base: { deliveryMode: 'gateway' }, attachedResults: { channel: CHANNEL, sendText } },
});

export default defineChannelPluginEntry({
  id: CHANNEL,
  name: 'Testline',
  description: 'A channel that writes what is sent over it into a file.',
  plugin,
});
