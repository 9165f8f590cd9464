import { hostOf } from '../mcp/xiaozhi/host-of.ts';
import type { KnownEndpoint } from '../usecases/list-endpoints.ts';
import type { EndpointSettings } from './xiaozhi.ts';

/** An endpoint that was configured, as it may be shown. */
export function knownEndpoint({ endpoint: { id, name, kind, url } }: EndpointSettings): KnownEndpoint {
  return { id, name, kind, host: hostOf(url) };
}
