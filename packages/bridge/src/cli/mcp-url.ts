import { resourceUrl } from '../auth/protected-resource.ts';
import type { Config } from '../config/read.ts';
import { urlHost } from '../domain/host.ts';

/** What clients connect to, as far as it is known before a server listens. */
export function mcpUrl({ http: { host, port }, auth: { issuer } }: Pick<Config, 'http' | 'auth'>): string {
  return resourceUrl(issuer ?? `http://${urlHost(host)}:${port}`);
}
