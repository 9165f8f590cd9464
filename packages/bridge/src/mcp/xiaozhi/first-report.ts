import type { Endpoint, EndpointReport, EndpointStatus } from '../../domain/endpoint.ts';
import { hostOf } from './host-of.ts';

/** Of an endpoint with which nothing has happened yet. */
export function firstReport(endpoint: Endpoint, status: EndpointStatus, since: number): EndpointReport {
  const { name, kind, url } = endpoint;
  return { name, kind, host: hostOf(url), status, since, attempts: 0, calls: 0 };
}
