import type { HttpBindings } from '@hono/node-server';
import { createClientAddress, type AddressRange, type ClientAddress } from '../auth/client-address.ts';

/** Where a request comes from, proxies that are trusted seen through. */
export type RequestAddress = (req: HttpBindings['incoming']) => ClientAddress;

export function createRequestAddress(trustProxy: readonly AddressRange[]): RequestAddress {
  const clientAddress = createClientAddress(trustProxy);
  return function requestAddress({ socket, headers }) {
    const forwarded = headers['x-forwarded-for'];
    // Node writes several headers as one.
    return clientAddress(socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded);
  };
}
