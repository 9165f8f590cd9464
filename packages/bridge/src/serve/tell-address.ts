import { resourceUrl } from '../auth/protected-resource.ts';
import type { Config } from '../config/read.ts';
import { untrustedProxy } from '../config/untrusted-proxy.ts';
import { LOOPBACK_HOSTS } from '../domain/host.ts';
import type { Log } from '../domain/port/log.ts';

interface Serving {
  /** Where it listens. */
  readonly url: string;
  readonly instances: readonly string[];
  readonly log: Log;
}

/** Says at the start of a server where it listens, what clients connect to, and how they get in. */
export function tellAddress(
  { http, auth }: Pick<Config, 'http' | 'auth'>,
  { url, instances, log }: Serving,
): void {
  log.info({ url, instances }, `serving MCP at ${resourceUrl(url)}`);
  if (!http.auth) return;
  // Where it listens for others is no address they could call.
  const known = auth.issuer ?? (LOOPBACK_HOSTS.includes(http.host) ? url : undefined);
  log.info({}, `clients connect${known === undefined ? '' : ` to ${resourceUrl(known)}`}${wayIn(auth)}`);
  const hint = untrustedProxy({ http, auth });
  if (hint === undefined) return;
  log.warn(
    {},
    `no proxy is trusted, so all clients seem to come from one address and share its limits. ${hint}`,
  );
}

function wayIn({ mode, external }: Config['auth']): string {
  if (mode === 'oauth') return '; you let them in with your password';
  return ` with a token of ${external?.issuer ?? '`clawbridge token create NAME`'}`;
}
