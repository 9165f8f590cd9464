import type { EndpointRegister } from '../../domain/port/endpoint-register.ts';
import { endpointFrom, reportRowOf, type EndpointReportRow } from '../endpoint-row.ts';
import type { Connection } from './connection.ts';
import { endpointStatements as sql } from './endpoint-statements.ts';
import { createGroup } from './group.ts';
import { createTurns } from './turns.ts';
import { recordset } from './values.ts';

export function createEndpointRegister({ run, track }: Connection): EndpointRegister {
  // Changes go over several connections here; what one process says of its endpoints happens in the order it was said.
  const inTurn = createTurns();

  const reportOne = createGroup<EndpointReportRow, void>({
    async send(rows) {
      await inTurn(() => run((ask) => ask(sql.report, [recordset(rows)])));
      return rows.map(() => {});
    },
    keyOf: ({ id }) => id,
    sizeOf: ({ report }) => report.length,
  });

  return {
    hold: ({ holder, ids, now, until }) =>
      track(
        inTurn(async () => {
          const rows = await run((ask) => ask(sql.hold, [holder, ids, until - now]));
          return rows.map(({ id }) => String(id));
        }),
      ),
    report: (id, holder, report, now) => track(reportOne(reportRowOf(id, holder, report, now))),
    release: (holder) => track(inTurn(() => run((ask) => ask(sql.release, [holder])))).then(nothing),
    list: async () => (await run((ask) => ask(sql.list))).map(endpointFrom),
    prune: async (before) => (await run((ask) => ask(sql.prune, [before]))).length,
  };
}

function nothing(): void {}
