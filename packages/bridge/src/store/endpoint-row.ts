import type { EndpointReport } from '../domain/endpoint.ts';
import type { RegisteredEndpoint } from '../domain/port/endpoint-register.ts';
import { number, text, type Row } from './row.ts';
import { storable, storableJson } from './storable.ts';

export const ENDPOINT_COLUMNS = 'id, lease_until, reported_at, report';

/** How a report is stored. */
export interface EndpointReportRow {
  readonly id: string;
  readonly holder: string;
  readonly reported_at: number;
  /** To list them by. */
  readonly name: string;
  /** JSON. */
  readonly report: string;
}

export function reportRowOf(
  id: string,
  holder: string,
  report: EndpointReport,
  now: number,
): EndpointReportRow {
  return {
    id: storable(id),
    holder: storable(holder),
    reported_at: now,
    name: storable(report.name),
    report: storableJson(report),
  };
}

export function endpointFrom(row: Row, now: number): RegisteredEndpoint {
  return {
    id: text(row, 'id'),
    report: JSON.parse(text(row, 'report')) as EndpointReport,
    reportedAt: number(row, 'reported_at'),
    isHeld: number(row, 'lease_until') > now,
  };
}
