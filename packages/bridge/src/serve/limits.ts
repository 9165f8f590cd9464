import type { ServerOptions } from 'node:http';

/** How patient the port is with whoever sends slowly, and what it takes in one piece. */
export interface HttpLimits {
  /** For the headers to arrive, and for a connection to say anything at all. */
  readonly headersMs: number;
  /** For the whole request to arrive. Its answer may take any time. */
  readonly requestMs: number;
  /** For the next request on a connection that is kept. */
  readonly keepAliveMs: number;
  /** For a client to read on, while something is to be read. */
  readonly unreadMs: number;
  /** Between two looks at who is too slow. */
  readonly checkMs: number;
  /** Between two looks at who is at the other end of a WebSocket. */
  readonly lookMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 15_000,
  // The longest message, 4 MB, over a slow line: 35 kB a second.
  requestMs: 120_000,
  // Longer than proxies keep their end: Caddy for 120 s, cloudflared and Tailscale for 90 s, nginx for 60 s. A proxy that
  // sends a request on a connection we close in the same moment tells its client of a fault.
  keepAliveMs: 125_000,
  unreadMs: 60_000,
  checkMs: 5_000,
  lookMs: 10_000,
};

const MAX_HEADER_BYTES = 16 * 1024;

export function serverOptions({ headersMs, requestMs, keepAliveMs, checkMs }: HttpLimits): ServerOptions {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: checkMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    // What Node finds wrong is refused, and never guessed at.
    insecureHTTPParser: false,
    // The front says it in JSON.
    requireHostHeader: false,
  };
}
