import type { EndpointReport } from './endpoint.ts';

/** What a process says of an endpoint that is well, with what the test wants otherwise. */
export function anEndpointReport(over: Partial<EndpointReport> = {}): EndpointReport {
  return {
    name: 'kitchen',
    kind: 'cloud',
    host: 'api.xiaozhi.me',
    status: 'connected',
    since: 900,
    attempts: 0,
    calls: 0,
    ...over,
  };
}
