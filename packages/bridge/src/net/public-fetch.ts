import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../domain/port/clock.ts';
import { leadsInside, publicLookup } from './public-address.ts';

/** A person waits for it before a page. */
const LIMIT_MS = 5_000;

/** What tells for how long the document is good. */
const KEPT_HEADERS = ['cache-control', 'expires', 'content-type'] as const;

export interface PublicFetchDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** How names are resolved; only to public addresses unless somebody says otherwise. */
  readonly lookup?: LookupFunction;
  /** A certificate authority to trust instead of the known ones. */
  readonly ca?: string;
}

export type PublicFetch = (url: string, limits: { readonly maxBytes: number }) => Promise<Response>;

/**
 * Gets small documents whose addresses strangers name. Only over https, only from the public internet, without following
 * redirects, each of which would be another address to check. Whatever goes wrong is an Error, for the log.
 */
export function createPublicFetch({ clock, lookup, ca }: PublicFetchDeps): PublicFetch {
  return (raw, { maxBytes }) =>
    new Promise((fulfil, reject) => {
      const url = new URL(raw);
      if (url.protocol !== 'https:') return reject(new Error(`${url.protocol} is not fetched`));
      if (leadsInside(url.hostname)) return reject(notPublic(url.hostname));
      const sent = request(url, {
        // A connection of its own: a kept one may go where this address must not.
        agent: false,
        lookup: lookup ?? publicLookup(notPublic),
        headers: { accept: 'application/json', 'user-agent': 'clawbridge' },
        ...(ca === undefined ? {} : { ca }),
      });
      const cancelLimit = clock.after(LIMIT_MS, () => sent.destroy(new Error('took too long')));
      sent.on('response', (response) => {
        readAll(response, maxBytes).then((body) => fulfil(responseOf(response, body)), reject);
      });
      sent.on('error', reject);
      sent.on('close', cancelLimit);
      sent.end();
    });
}

async function readAll(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    if (!(piece instanceof Buffer)) continue;
    size += piece.length;
    // Leaving the loop closes the connection.
    if (size > maxBytes) throw new Error(`has more than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function responseOf({ statusCode = 502, headers }: IncomingMessage, body: Buffer): Response {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value] as [string, string]];
  });
  // A response to a fetch has no body with these, and its constructor insists.
  const bodiless = [204, 205, 304].includes(statusCode);
  return new Response(bodiless ? null : new Uint8Array(body), { status: statusCode, headers: kept });
}

function notPublic(hostname: string): Error {
  return new Error(`${hostname} is not on the public internet`);
}
