import { join } from 'node:path';
import {
  createChatChannelPlugin,
  type OpenClawConfig,
  type PluginRuntime,
} from 'openclaw/plugin-sdk/channel-core';
import { createSimpleChannelSecretContract } from 'openclaw/plugin-sdk/channel-secret-basic-runtime';
import type { SendContext } from 'openclaw/plugin-sdk/channel-outbound';
import { createPluginRuntimeStore } from 'openclaw/plugin-sdk/runtime-store';
import {
  createComputedAccountStatusAdapter,
  createDefaultChannelRuntimeState,
} from 'openclaw/plugin-sdk/status-helpers';
import { describeAccount, listAccountIds, resolveAccount, type Account } from './account.ts';
import { approvalCapability } from './approvals.ts';
import { CHANNEL, DEFAULT_ACCOUNT } from './channel.ts';
import { clock } from './clock.ts';
import { handOver, type Upload } from './hand-over.ts';
import { createLinks, type Links } from './links.ts';
import { loadMedia, uploadMedia } from './media.ts';
import { createMessageAdapter } from './message-adapter.ts';
import { createOutbox } from './outbox.ts';
import { pairingTexts } from './pairing.ts';
import { createPost } from './post.ts';
import { security } from './security.ts';
import { createSend } from './send.ts';
import { createStartAccount } from './start-account.ts';
import { createTargets } from './targets.ts';

const meta = {
  id: CHANNEL,
  label: 'Clawbridge',
  selectionLabel: 'Clawbridge (web chat)',
  docsPath: '/channels/clawbridge',
  blurb: 'People in a browser, over a clawbridge relay.',
  markdownCapable: true,
};

/** What OpenClaw needs to know of this channel, and what it hands back when it runs. */
export function createClawbridgePlugin() {
  const { setRuntime, getRuntime } = createPluginRuntimeStore<PluginRuntime>(
    'clawbridge runtime not initialised',
  );
  const links = createLinks();
  const outbox = createOutbox(() => join(getRuntime().state.resolveStateDir(), CHANNEL, 'outbox'), clock.now);
  const post = createPost({
    outbox,
    find: links.find,
    handOver: async (link, parcel) => await handOver(uploadOver(links), link, parcel),
    onRefused: ({ account, to }, { message }) =>
      links.contextOf(account)?.log?.error?.(`clawbridge: something for ${to} was not delivered: ${message}`),
    after: clock.after,
  });
  const send = createSend({ post, load: loadMedia });
  const parts = { runtime: getRuntime, links, post, send, clock, chance: Math.random };
  const startAccount = createStartAccount(parts);
  const deliver = async (sent: SendContext) => ({ messageId: await send(sent) });
  const plugin = createChatChannelPlugin({
    base: {
      id: CHANNEL,
      meta,
      capabilities: { chatTypes: ['direct'], media: true, blockStreaming: false },
      reload: { configPrefixes: [`channels.${CHANNEL}`] },
      config,
      setup: { applyAccountConfig },
      secrets: createSimpleChannelSecretContract({
        channelKey: CHANNEL,
        label: meta.label,
        accountFields: ['token'],
        channelFields: ['token'],
        mode: 'account-inheritance',
      }),
      messaging: createTargets(links, () => getRuntime().channel),
      status: createComputedAccountStatusAdapter({
        defaultRuntime: createDefaultChannelRuntimeState(DEFAULT_ACCOUNT, { connected: false }),
        resolveAccountSnapshot: ({ account }: { readonly account: Account }) => ({
          accountId: account.accountId,
          enabled: account.enabled,
          configured: account.configured,
          extra: describeAccount(account),
        }),
      }),
      gateway: { startAccount },
      approvalCapability,
      message: createMessageAdapter(send),
    },
    security,
    pairing: pairingTexts(send),
    outbound: {
      // The socket is in the gateway: a command line that sends has none.
      base: { deliveryMode: 'gateway' },
      attachedResults: { channel: CHANNEL, sendText: deliver, sendMedia: deliver },
    },
  });
  return { plugin, setRuntime };
}

function uploadOver(links: Links): Upload {
  return async (id, to, file) => {
    const account = links.contextOf(id)?.account;
    if (!account) throw new Error(`The account ${id} does not run.`);
    return await uploadMedia(account, to, file);
  };
}

const config = {
  listAccountIds,
  defaultAccountId: () => DEFAULT_ACCOUNT,
  resolveAccount,
  isEnabled: ({ enabled }: Account) => enabled,
  isConfigured: ({ configured }: Account) => configured,
  inspectAccount: (cfg: OpenClawConfig, id?: string | null) => describeAccount(resolveAccount(cfg, id)),
  describeAccount,
};

interface Applied {
  readonly cfg: OpenClawConfig;
  readonly accountId?: string;
  readonly input: { readonly url?: string; readonly token?: string };
}

/** What `openclaw channels add --channel clawbridge` writes. */
function applyAccountConfig({ cfg, accountId = DEFAULT_ACCOUNT, input }: Applied): OpenClawConfig {
  const section = cfg.channels?.[CHANNEL];
  const known = typeof section === 'object' && section !== null ? { ...section } : {};
  const { url, token } = input;
  const said = {
    ...(url === undefined ? {} : { url }),
    ...(token === undefined ? {} : { token }),
    enabled: true,
  };
  const accounts = 'accounts' in known && typeof known.accounts === 'object' ? known.accounts : {};
  const next =
    accountId === DEFAULT_ACCOUNT
      ? { ...known, ...said }
      : { ...known, enabled: true, accounts: { ...accounts, [accountId]: said } };
  return { ...cfg, channels: { ...cfg.channels, [CHANNEL]: next } };
}
