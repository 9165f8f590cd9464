import { isIP } from 'node:net';
import type { AddressRange } from '../auth/client-address.ts';
import { invalid } from './option.ts';

/** Ranges that have a name, as in Express and in openclaw-mcp. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const HINT =
  'Name the addresses your proxies connect from: 10.0.0.5, 10.0.0.0/8, loopback (a proxy on this machine), ' +
  'linklocal or uniquelocal (private networks).';

/**
 * The proxies whose `X-Forwarded-For` is believed. "All" and numbers of hops are refused: whoever reaches the port
 * past the proxy could then choose his address. Errors: `config_invalid`.
 */
export function readTrustProxy(entries: readonly string[], where: string): readonly AddressRange[] {
  if (entries.length === 1 && entries[0]?.toLowerCase() === 'false') return [];
  return entries.flatMap((entry) => {
    const ranges = NAMED[entry.toLowerCase()] ?? [entry];
    return ranges.map((range) => readRange(range, where));
  });
}

function readRange(entry: string, where: string): AddressRange {
  if (entry.toLowerCase() === 'true' || /^\d+$/.test(entry))
    throw invalid(`${where} is "${entry}"; proxies are trusted by their address only.`, HINT);
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const all = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const bits = prefix === undefined ? all : Number(prefix);
  if (all === 0 || bits > all) throw invalid(`${where} has "${entry}", which is no address.`, HINT);
  if (bits === 0) throw invalid(`${where} has "${entry}", which is every address.`, HINT);
  return { address, bits };
}
