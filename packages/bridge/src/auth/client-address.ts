import { BlockList, isIP, isIPv6 } from 'node:net';

/** Addresses that begin alike: `10.0.0.0` with 8 bits. One address has all its bits. */
export interface AddressRange {
  readonly address: string;
  readonly bits: number;
}

/** Where a request comes from. */
export interface ClientAddress {
  readonly address: string;
  /** A proxy that is trusted has passed it on, and says so. */
  readonly isProxied: boolean;
}

/** Finds it out from the address of the connection, and what proxies say of those before them. */
export type FindClientAddress = (
  connected: string | undefined,
  forwarded: string | undefined,
) => ClientAddress;

/**
 * Reads `X-Forwarded-For` from the right, only as far as each address that names the one before it is a proxy we trust: what
 * stands further left, anybody may have written. Without a trusted proxy the header is not looked at.
 */
export function createClientAddress(trusted: readonly AddressRange[]): FindClientAddress {
  const proxies = new BlockList();
  for (const { address, bits } of trusted) proxies.addSubnet(address, bits, familyOf(address));
  const isProxy = (address: string) => proxies.check(address, familyOf(address));

  return function clientAddress(connected = '', forwarded = '') {
    let address = plain(connected);
    let isProxied = false;
    if (trusted.length === 0 || forwarded === '') return { address, isProxied };
    const named = forwarded.split(',');
    while (isIP(address) !== 0 && isProxy(address)) {
      const before = plain(named.pop() ?? '');
      if (isIP(before) === 0) break;
      address = before;
      isProxied = true;
    }
    return { address, isProxied };
  };
}

/** Without what some proxies add: the port, brackets, the zone of a link, and IPv6's spelling of an IPv4 address. */
function plain(raw: string): string {
  const [, bracketed] = /^\[([^\]]*)\]/.exec(raw.trim()) ?? [];
  const bare = bracketed ?? raw.trim().replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return bare.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
