import { usage } from '../config/arguments.ts';
import type { Config } from '../config/read.ts';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';

/** Where channel plugins dial in. */
const PATH = '/openclaw';

/** Who listens for everybody is found here as well. */
const EVERYWHERE = ['0.0.0.0', '::'];

/** How an OpenClaw of this machine reaches us; one of another machine by our address on the internet, where we know it. */
export function relayUrl({ http, auth }: Pick<Config, 'http' | 'auth'>, isElsewhere: boolean): string {
  const host = EVERYWHERE.includes(http.host) ? '127.0.0.1' : http.host;
  if (!isElsewhere) return `ws://${urlHost(host)}:${http.port}${PATH}`;
  if (auth.issuer !== undefined) return `${auth.issuer.replace(/^http/, 'ws').replace(/\/$/, '')}${PATH}`;
  if (!LOOPBACK_HOSTS.includes(host)) return `ws://${urlHost(host)}:${http.port}${PATH}`;
  throw usage(
    'Say with --relay how the other machine reaches this one: `clawbridge channel install --print --relay wss://claw.example.com/openclaw`.',
  );
}

/** An address somebody typed: with its path, as a socket's. Errors: `invalid_input`. */
export function typedRelayUrl(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed.replace(/^http/i, 'ws')) : undefined;
  if (url === undefined || !/^wss?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw usage('--relay is an address such as wss://claw.example.com/openclaw.');
  if (url.pathname === '/') url.pathname = PATH;
  return url.href;
}
