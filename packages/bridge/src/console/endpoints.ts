import type { EndpointList, EndpointRow } from '@clawbridge/wire';
import type { Clock } from '../domain/port/clock.ts';
import type { ListedEndpoint, ListEndpoints } from '../usecases/list-endpoints.ts';
import type { Resource } from './resource.ts';

export interface EndpointsOptions {
  readonly listEndpoints: ListEndpoints;
  readonly clock: Pick<Clock, 'now'>;
}

/** The xiaozhi endpoints, and how they are. */
export function endpointsResource({ listEndpoints, clock }: EndpointsOptions): Resource {
  return {
    async GET() {
      const list: EndpointList = { now: clock.now(), endpoints: (await listEndpoints()).map(endpointRow) };
      return Response.json(list);
    },
  };
}

function endpointRow({ id, name, kind, host, isHeld, report }: ListedEndpoint): EndpointRow {
  const known = { id, name, kind, host, isHeld };
  if (report === undefined) return known;
  const { status, since, trouble, attempts, nextAttemptAt, calls } = report;
  return {
    ...known,
    status,
    since,
    attempts,
    calls,
    ...(trouble === undefined ? {} : { trouble }),
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
  };
}
