import { LOOPBACK_HOSTS } from '../domain/host.ts';
import type { Config } from './read.ts';

type Settings = Pick<Config, 'http' | 'auth'>;

/** What to do when clients call through a proxy that nobody named; undefined where that is not so. */
export function untrustedProxy({ http, auth: { issuer } }: Settings): string | undefined {
  if (http.trustProxy.length > 0) return undefined;
  if (!http.auth || issuer?.startsWith('https:') !== true) return undefined;
  return LOOPBACK_HOSTS.includes(http.host)
    ? 'Use --trust-proxy loopback for a proxy on this machine: limits and logs then tell clients apart.'
    : 'Use --trust-proxy with the address of your proxy: limits and logs then tell clients apart.';
}
