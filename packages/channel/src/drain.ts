import type { AccountContext } from 'openclaw/plugin-sdk/channel-core';
import type { Account } from './account.ts';
import { CHANNEL, DEFAULT_ACCOUNT } from './channel.ts';

/**
 * Has core send what it still has for this account. Before new messages come: a newer turn of the same session would make core
 * throw away the older answer.
 */
export async function drain({ account, cfg, log }: AccountContext<Account>): Promise<void> {
  // Marked for removal, and nothing takes its place yet: without it the rest must still load, and core retries by itself.
  const { drainPendingDeliveries } = await import('openclaw/plugin-sdk/infra-runtime');
  const say = (text: string) => log?.info?.(text);
  await drainPendingDeliveries({
    drainKey: `${CHANNEL}:${account.accountId}`,
    logLabel: 'clawbridge reconnect',
    cfg,
    log: { info: say, warn: say, error: say },
    selectEntry: ({ channel, accountId = DEFAULT_ACCOUNT }) => ({
      match: channel === CHANNEL && accountId === account.accountId,
      bypassBackoff: true,
    }),
  });
}
