import * as z from 'zod';
import { ENDPOINT_STATUSES, ENDPOINT_TROUBLES, type EndpointReport } from '../domain/endpoint.ts';
import type { RegisteredEndpoint } from '../domain/port/endpoint-register.ts';
import { flag, given, number, text, type Row } from './row.ts';
import { storable, storableJson } from './storable.ts';

/** Beside them a store tells `is_held`, by the clock it goes by. */
export const ENDPOINT_COLUMNS = 'id, reported_at, report';

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

export function endpointFrom(row: Row): RegisteredEndpoint {
  return {
    id: text(row, 'id'),
    ...given(row, 'report', (json) => reportIn(String(json))),
    reportedAt: number(row, 'reported_at'),
    isHeld: flag(row, 'is_held'),
  };
}

const REPORT = z.object({
  name: z.string(),
  kind: z.enum(['cloud', 'selfhosted']),
  host: z.string(),
  status: z.enum(ENDPOINT_STATUSES),
  since: z.number(),
  trouble: z
    .object({ reason: z.enum(ENDPOINT_TROUBLES), message: z.string(), hint: z.string(), at: z.number() })
    .exactOptional(),
  attempts: z.number(),
  nextAttemptAt: z.number().exactOptional(),
  calls: z.number(),
});

/** Another process wrote it, which may be newer and know more than we do. */
function reportIn(json: string): { readonly report?: EndpointReport } {
  const found = REPORT.safeParse(parsed(json));
  return found.success ? { report: found.data } : {};
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
