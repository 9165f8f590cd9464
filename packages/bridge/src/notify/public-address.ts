import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Failure } from '../domain/failure.ts';
import type { IsAllowed } from './allowed-hosts.ts';

/** The code of a refusal says when it was made: as a task is accepted, or as its notice goes out. */
type RefusalCode = 'invalid_input' | 'notify_refused';

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

/**
 * The address of a webhook, if it may be one: https to a public host, or anything to a host somebody allowed. Webhook
 * addresses come with tasks, so an agent or a page it has read may have made them up: none may reach what only this
 * machine can reach. What a name resolves to is seen when it is connected to: {@link publicLookup}.
 */
export function webhookUrl(raw: string, isAllowed: IsAllowed, code: RefusalCode): URL {
  if (!URL.canParse(raw))
    throw new Failure(code, 'The address of the webhook is not a URL.', { hint: LOOKS });
  const url = new URL(raw);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Failure(code, `A webhook cannot be ${url.protocol}`, { hint: LOOKS });
  if (url.username || url.password)
    throw new Failure(code, `The address of the webhook at ${url.host} holds a user name or password.`, {
      hint: 'Remove them: every notice is signed, which is how the receiver knows it.',
    });
  if (isAllowed(url)) return url;
  if (leadsInside(url.hostname)) throw notPublic(url.hostname, code);
  if (url.protocol === 'http:')
    throw new Failure(code, `The webhook at ${url.host} would be called without encryption.`, {
      hint: `Use https://, or allow this host: --webhook-hosts ${url.host}`,
    });
  return url;
}

const LOOKS = 'It looks like https://example.com/hook';

/**
 * Resolves a name for one connection, and refuses it when any address of it is not public. The connection goes to the very
 * addresses that were looked at, so a name that resolves otherwise a moment later gains nothing.
 */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublic(address)))
        return callback(notPublic(hostname, 'notify_refused'), []);
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

function leadsInside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isPublic(host);
}

/** All that IANA has given out for use over the internet. Anything else in IPv6 may mean an IPv4 address, as ::127.0.0.1 does. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  // Mapped, translated and tunnelled IPv4 addresses are ranges of their own, so they are no unicast either.
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6));
}

/** Does not say what the name resolves to: whoever named the target may not know that. */
function notPublic(hostname: string, code: RefusalCode): Failure {
  return new Failure(code, `The webhook at ${hostname} is not on the public internet.`, {
    hint: `If it is yours, allow its host: --webhook-hosts ${hostname}`,
  });
}
