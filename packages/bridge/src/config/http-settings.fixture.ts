import type { HttpSettings } from './read.ts';

/** A port of this machine that only its programs reach, and what the test wants otherwise. */
export function httpSettings(over: Partial<HttpSettings> = {}): HttpSettings {
  return {
    host: '127.0.0.1',
    port: 0,
    auth: false,
    allowedHosts: [],
    corsOrigins: [],
    trustProxy: [],
    rateLimit: undefined,
    addressRateLimit: 300,
    maxConnections: 2_000,
    sessionIdleMs: 1_800_000,
    ...over,
  };
}
