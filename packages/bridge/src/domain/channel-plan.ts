/** As OpenClaw and its configuration call the channel, and its plugin. */
export const CHANNEL = 'clawbridge';

/** The account whose settings stand in the section itself. */
export const DEFAULT_ACCOUNT = 'default';

export const CHANNEL_POLICIES = ['pairing', 'allowlist', 'open'] as const;
export type ChannelPolicy = (typeof CHANNEL_POLICIES)[number];

/** What OpenClaw has been told already, as far as it matters here. */
export interface HostConfig {
  /** The gateway it leads to runs on another machine. */
  readonly isRemote: boolean;
  /** False when the owner has switched plugins off. */
  readonly allowsPlugins: boolean;
  /** Only these plugins may run; undefined when all may. */
  readonly pluginAllowList?: readonly string[];
  /** Who is let in without pairing, by the account that is installed. */
  readonly allowFrom: readonly string[];
  readonly policy?: string;
  /** Something is said about when commands need an approval, */
  readonly hasExecPolicy: boolean;
  /** about where approvals are asked for, */
  readonly hasApprovals: boolean;
  /** and about who may command OpenClaw itself. */
  readonly hasCommandOwner: boolean;
}

export interface ConfigChange {
  /** `tools.exec.mode` */
  readonly path: string;
  readonly value: unknown;
  /** For the owner, who may not want it. */
  readonly why: string;
}

export interface ChannelWish {
  readonly account: string;
  /** Of the relay: `ws://127.0.0.1:3000/openclaw` */
  readonly url: string;
  readonly token: string;
  /** Stays as it is without it. */
  readonly policy?: ChannelPolicy | undefined;
}

/**
 * What has to change so that the channel runs, and is safe: what the owner has decided himself stays as he wants it.
 */
export function channelPlan(wish: ChannelWish, host: HostConfig): readonly ConfigChange[] {
  return [...pluginChanges(host), ...accountChanges(wish, host), ...safetyChanges(host)];
}

/** Where an account has its settings. */
export function accountPath(account: string): string {
  return `channels.${CHANNEL}${account === DEFAULT_ACCOUNT ? '' : `.accounts.${account}`}`;
}

/** One by one: what else the account says stays. */
function accountChanges(
  { account, url, token, policy }: ChannelWish,
  host: HostConfig,
): readonly ConfigChange[] {
  const dmPolicy = policy ?? host.policy ?? 'pairing';
  const allowed = new Set(['owner', ...host.allowFrom]);
  if (dmPolicy === 'open') allowed.add('*');
  else allowed.delete('*');
  const path = accountPath(account);
  return [
    { path: `${path}.enabled`, value: true, why: 'the channel runs' },
    { path: `${path}.url`, value: url, why: `the relay is at ${url}` },
    { path: `${path}.token`, value: token, why: 'how the relay knows it' },
    { path: `${path}.dmPolicy`, value: dmPolicy, why: WHO[dmPolicy] ?? dmPolicy },
    { path: `${path}.allowFrom`, value: [...allowed], why: 'who is let in without pairing; owner is you' },
  ];
}

const WHO: Readonly<Record<string, string>> = {
  pairing: 'you are let in, and others once you have approved their code',
  allowlist: 'you are let in, and whom you add to allowFrom',
  open: 'everybody you invite is let in at once, but without tools',
};

function pluginChanges({ pluginAllowList }: HostConfig): readonly ConfigChange[] {
  // What was taken out once stays switched off when it is installed again.
  const isOn = { path: `plugins.entries.${CHANNEL}.enabled`, value: true, why: 'the plugin is loaded' };
  if (pluginAllowList === undefined || pluginAllowList.includes(CHANNEL)) return [isOn];
  return [
    isOn,
    {
      path: 'plugins.allow',
      value: [...pluginAllowList, CHANNEL],
      why: 'only plugins on this list may run',
    },
  ];
}

function safetyChanges({
  hasExecPolicy,
  hasApprovals,
  hasCommandOwner,
}: HostConfig): readonly ConfigChange[] {
  const changes: readonly (ConfigChange | false)[] = [
    !hasExecPolicy && {
      path: 'tools.exec.mode',
      value: 'ask',
      why: 'commands that you have not allowed are asked for first, whoever wants them',
    },
    !hasApprovals && {
      path: 'approvals.exec',
      value: { enabled: true, mode: 'session' },
      why: 'the question comes where the conversation is',
    },
    // The first sender whose pairing is approved would become it otherwise.
    !hasCommandOwner && {
      path: 'commands.ownerAllowFrom',
      value: [`${CHANNEL}:owner`],
      why: 'only you command OpenClaw itself; otherwise the first person you approve would',
    },
  ];
  return changes.filter((change) => change !== false);
}
