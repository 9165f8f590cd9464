import type { IncomingMessage } from 'node:http';
import { createClientAddress, type AddressRange } from './auth/client-address.ts';

/** The IP address of whoever sent a request, proxies that are trusted seen through. */
export type AddressOf = (req: IncomingMessage) => string;

export function addressThrough(trusted: readonly AddressRange[]): AddressOf {
  const clientAddress = createClientAddress(trusted);
  return (req) => clientAddress(req.socket.remoteAddress, forwardedFor(req));
}

/** Node writes several headers as one. */
function forwardedFor({ headers }: IncomingMessage): string | undefined {
  const forwarded = headers['x-forwarded-for'];
  return Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
}
