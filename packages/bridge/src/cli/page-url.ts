import type { Config } from '../config/read.ts';
import { urlHost } from '../domain/host.ts';

/** Where the page is, as far as it is known before a server listens. */
export function pageUrl({ http: { host, port }, auth: { issuer } }: Pick<Config, 'http' | 'auth'>): string {
  return (issuer ?? `http://${urlHost(host)}:${port}`).replace(/\/$/, '');
}
