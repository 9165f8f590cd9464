import { latestLeaseEnd } from '../../domain/endpoint.ts';
import type { EndpointRegister } from '../../domain/port/endpoint-register.ts';
import { endpointFrom, reportRowOf } from '../endpoint-row.ts';
import { storable } from '../storable.ts';
import type { Connection } from './connection.ts';
import type { EndpointStatements } from './endpoint-statements.ts';

export function createEndpointRegister(
  { read, write }: Connection,
  sql: EndpointStatements,
): EndpointRegister {
  return {
    hold: ({ holder, ids, now, until }) => {
      const latest = latestLeaseEnd({ now, until });
      const wanted = { holder: storable(holder), ids: JSON.stringify(ids.map(storable)), now, until, latest };
      return write(() => sql.hold.all(wanted).map(({ id }) => String(id)));
    },
    report: (id, holder, report, now) => {
      const row = reportRowOf(id, holder, report, now);
      return write(() => void sql.report.run({ ...row }));
    },
    release: (holder) => write(() => void sql.release.run({ holder: storable(holder) })),
    list: (now) => read(() => sql.list.all({ now }).map(endpointFrom)),
    prune: (before) => write(() => Number(sql.prune.run({ before }).changes)),
  };
}
