import { IncomingMessage } from 'node:http';
import type { Addresses } from './addresses.ts';

export interface Pinned {
  /** Path and query, without the prefix of the issuer. */
  readonly url: string;
  readonly body?: string | Buffer | undefined;
  /** Of the browser or program that asks. */
  readonly address: string;
  /** True for what programs call: they get JSON whatever they accept. */
  readonly isForPrograms: boolean;
}

/** What the provider reads of a request. Proxies and clients say more, and some of it would be taken for the truth. */
const READ: readonly string[] = [
  'accept',
  'accept-language',
  'access-control-request-headers',
  'access-control-request-method',
  'authorization',
  'content-type',
  'cookie',
  'origin',
  'user-agent',
];

/**
 * The request as the provider may see it: it comes to the issuer, whatever `Host` and the forwarded headers say, and all
 * addresses the provider makes of it are ours.
 */
export function pinRequest(
  req: IncomingMessage,
  { host, isSecure, prefix }: Addresses,
  { url, body, address, isForPrograms }: Pinned,
): IncomingMessage {
  const pinned = new IncomingMessage(req.socket);
  pinned.method = req.method;
  pinned.url = url;
  pinned.httpVersion = req.httpVersion;
  pinned.httpVersionMajor = req.httpVersionMajor;
  pinned.httpVersionMinor = req.httpVersionMinor;
  const read = Object.fromEntries(READ.map((name) => [name, req.headers[name]]).filter(([, value]) => value));
  pinned.headers = {
    ...read,
    host,
    'x-forwarded-proto': isSecure ? 'https' : 'http',
    'x-forwarded-for': address,
    ...(isForPrograms ? { accept: 'application/json' } : {}),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  if (body !== undefined) pinned.push(body);
  pinned.push(null);
  // All of it is here. Else it would look broken off, and the connection be closed.
  pinned.complete = true;
  return Object.assign(pinned, { originalUrl: prefix + url });
}
