import { BlockList, isIP, isIPv6 } from 'node:net';
import { LOOPBACK_HOSTS } from '../domain/host.ts';

/** What nobody can have an address of on the internet: this machine, private networks, links, and what Tailscale gives out. */
const PRIVATE: readonly (readonly [string, number])[] = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
];

/** Endings of names that only lead somewhere in one's own network. */
const PRIVATE_ENDINGS = /\.(?:localhost|local|lan|home|internal|home\.arpa)$/;

/** A host of a URL that says by itself that it is this machine, or in a network of one's own: also a name without a dot, as in Docker. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (LOOPBACK_HOSTS.includes(host)) return true;
  if (isIP(host) === 0) return !host.includes('.') || PRIVATE_ENDINGS.test(host);
  const ranges = new BlockList();
  for (const [address, bits] of PRIVATE) ranges.addSubnet(address, bits, familyOf(address));
  return ranges.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
