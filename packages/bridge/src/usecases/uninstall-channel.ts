import { accountPath, CHANNEL, DEFAULT_ACCOUNT } from '../domain/channel-plan.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { ChannelHost, ChannelStep } from '../domain/port/channel-host.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { LinkRegister } from '../domain/port/link-register.ts';
import { revokeLinkTokens } from './revoke-link-tokens.ts';

export interface UninstallChannelDeps {
  readonly host: Pick<ChannelHost, 'unset' | 'uninstallPlugin'>;
  readonly tokens: Pick<AccessTokenStore, 'list' | 'revoke'>;
  readonly links: Pick<LinkRegister, 'forget'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Takes the channel out of OpenClaw: the settings first, which mean nothing to it without the plugin. With the default account
 * goes the plugin, with another one only that. Errors: `config_invalid`, `store_unavailable`.
 */
export function uninstallSteps(account: string): readonly ChannelStep[] {
  if (account !== DEFAULT_ACCOUNT) return [{ kind: 'unset', path: accountPath(account) }];
  return [{ kind: 'unset', path: `channels.${CHANNEL}` }, { kind: 'uninstall' }];
}

export async function uninstallChannel(
  { host, tokens, links, clock }: UninstallChannelDeps,
  account: string,
): Promise<void> {
  for (const step of uninstallSteps(account)) {
    if (step.kind === 'unset') await host.unset(step.path);
    if (step.kind === 'uninstall') await host.uninstallPlugin();
  }
  await revokeLinkTokens(tokens, account, clock.now());
  await links.forget(account);
}
