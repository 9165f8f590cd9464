import { resourceUrl } from '../auth/protected-resource.ts';
import type { Config } from '../config/read.ts';
import { untrustedProxy } from '../config/untrusted-proxy.ts';
import { LOOPBACK_HOSTS } from '../domain/host.ts';
import type { LinkReport } from '../domain/link.ts';
import type { Log } from '../domain/port/log.ts';

interface Serving {
  /** Where it listens. */
  readonly url: string;
  readonly instances: readonly string[];
  /** Every OpenClaw that was ever connected to the chat. */
  readonly links: readonly LinkReport[];
  readonly log: Log;
}

/** Says at the start of a server where it listens, where its page is, what clients connect to, and how they get in. */
export function tellAddress(
  { http, auth, chat }: Pick<Config, 'http' | 'auth' | 'chat'>,
  { url, instances, links, log }: Serving,
): void {
  log.info({ url, instances }, `serving MCP at ${resourceUrl(url)}`);
  // Where it listens for others is no address they could call.
  const known = auth.issuer ?? (LOOPBACK_HOSTS.includes(http.host) ? url : undefined);
  if (chat) tellPage(known ?? url, links, log);
  if (!http.auth) return;
  log.info({}, `clients connect${known === undefined ? '' : ` to ${resourceUrl(known)}`}${wayIn(auth)}`);
  const hint = untrustedProxy({ http, auth });
  if (hint === undefined) return;
  log.warn(
    {},
    `no proxy is trusted, so all clients seem to come from one address and share its limits. ${hint}`,
  );
}

function tellPage(address: string, links: readonly LinkReport[], log: Log): void {
  const page = `${address.replace(/\/$/, '')}/`;
  log.info({}, `web chat at ${page} and the owner's console at ${page}#/console`);
  if (links.length === 0)
    return log.info({}, 'no OpenClaw was ever connected to the chat: `clawbridge channel install` adds it');
  // One that was connected before comes back by itself, a moment after the server is there.
  const names = links.map(({ name, isConnected }) => `${name}${isConnected ? ' (connected)' : ''}`);
  log.info({}, `the chat waits for OpenClaw to connect: ${names.join(', ')}`);
}

function wayIn({ mode, external }: Config['auth']): string {
  if (mode === 'oauth') return '; you let them in with your password';
  return ` with a token of ${external?.issuer ?? '`clawbridge token create NAME`'}`;
}
