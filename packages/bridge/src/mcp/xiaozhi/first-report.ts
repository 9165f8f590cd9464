import type { Endpoint, EndpointReport, EndpointStatus } from '../../domain/endpoint.ts';

/** Of an endpoint with which nothing has happened yet. */
export function firstReport(endpoint: Endpoint, status: EndpointStatus, since: number): EndpointReport {
  const { name, kind, url } = endpoint;
  return { name, kind, host: hostIn(url), status, since, attempts: 0, calls: 0 };
}

function hostIn(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
