import type { Outbox } from '../../domain/port/outbox.ts';
import { deliveryFrom, reportFrom } from '../delivery-row.ts';
import type { Connection } from './connection.ts';
import { outboxStatements as sql } from './outbox-statements.ts';
import type { Statement } from './statement.ts';
import type { Value } from './values.ts';

export function createOutbox({ run }: Connection): Outbox {
  return {
    // What an interrupted one took is due again when its lease is over.
    take: async ({ worker, limit, now, leaseUntil }) => {
      const rows = await run((ask) => ask(sql.take, [now, limit, worker, leaseUntil]));
      return rows.map(deliveryFrom);
    },
    // These have an effect for the taker only, and that once.
    delivered: (id, worker, now) => change(sql.delivered, [id, worker, now]),
    postpone: (id, worker, failure, notBefore) =>
      change(sql.postpone, [id, worker, JSON.stringify(failure), notBefore]),
    giveUp: (id, worker, failure) => change(sql.giveUp, [id, worker, JSON.stringify(failure)]),
    waiting: async () => Number((await run((ask) => ask(sql.waiting)))[0]?.['count']),
    of: async (taskId) => (await run((ask) => ask(sql.of, [taskId]))).map(reportFrom),
  };

  async function change(statement: Statement, values: readonly Value[]): Promise<void> {
    await run((ask) => ask(statement, values));
  }
}
