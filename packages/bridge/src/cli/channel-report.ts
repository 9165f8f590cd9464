import { isoTime } from '../domain/iso-time.ts';
import type { LinkReport } from '../domain/link.ts';
import type { ChannelAccountStatus, ChannelHostStatus } from '../domain/port/channel-host.ts';

/** What there is to say about the channel: what OpenClaw says, or why it says nothing, and what the relay knows. */
export interface ChannelReport {
  readonly host: ChannelHostStatus | { readonly trouble: string };
  readonly links: readonly LinkReport[];
}

/** How the channel is, line by line. */
export function channelReport({ host, links }: ChannelReport): readonly string[] {
  if ('trouble' in host)
    return [
      ...links.map(linkLine),
      ...(links.length === 0 ? [neverHere()] : []),
      `No more is known: ${host.trouble}`,
    ];
  if (host.accounts.length > 0) return host.accounts.map(accountLine);
  if (!host.isInstalled)
    return ['OpenClaw has no channel clawbridge. `clawbridge channel install` installs it.'];
  if (!host.isGatewayRunning) return ['installed; the gateway is not running: `openclaw gateway run`'];
  return ['installed; the gateway has not started it: `openclaw gateway restart`'];
}

function accountLine({ account, isRunning, isConnected, url, lastError }: ChannelAccountStatus): string {
  const state = isConnected ? 'connected' : isRunning ? 'not connected' : 'not running';
  const place = url === undefined ? '' : ` to ${url}`;
  return `${account}: ${state}${place}${isConnected || lastError === undefined ? '' : ` (${lastError})`}`;
}

function linkLine({ name, isConnected, since }: LinkReport): string {
  return `${name}: ${isConnected ? 'connected' : 'not connected'} since ${isoTime(since)}, says the relay`;
}

function neverHere(): string {
  return 'No OpenClaw was ever connected; `clawbridge channel install` adds it.';
}
