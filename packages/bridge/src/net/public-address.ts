import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Asks the name server, like `dns.lookup`. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly Resolved[]) => void,
) => void;

interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** A host of a URL that says by itself that only this machine, or its own network, can reach it. */
export function leadsInside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isPublic(host);
}

/**
 * Resolves a name for one connection, and refuses it when any address of it is not public. The connection goes to the very
 * addresses that were looked at, so a name that resolves otherwise a moment later gains nothing. A host that is an address
 * is never looked up: {@link leadsInside} is for those.
 */
export function publicLookup(
  refusal: (hostname: string) => Error,
  resolve: Resolve = lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublic(address)))
        return callback(refusal(hostname), []);
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

/** All that IANA has given out for use over the internet. Anything else in IPv6 may mean an IPv4 address, as ::127.0.0.1 does. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  // Mapped, translated and tunnelled IPv4 addresses are ranges of their own, so they are no unicast either.
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6));
}
