import type { Outbox } from '../../domain/port/outbox.ts';
import { deliveryFrom, reportFrom } from '../delivery-row.ts';
import type { Connection } from './connection.ts';
import type { OutboxStatements } from './outbox-statements.ts';

export function createOutbox({ read, write }: Connection, sql: OutboxStatements): Outbox {
  return {
    take: ({ worker, limit, now, leaseUntil }) =>
      write(() =>
        sql.due.all({ now, limit }).map((row) => {
          sql.take.run({ id: String(row['id']), worker, leaseUntil });
          return deliveryFrom(row);
        }),
      ),
    delivered: (id, worker, now) => write(() => void sql.delivered.run({ id, worker, now })),
    postpone: (id, worker, failure, notBefore) =>
      write(() => void sql.postpone.run({ id, worker, notBefore, failure: JSON.stringify(failure) })),
    giveUp: (id, worker, failure) =>
      write(() => void sql.giveUp.run({ id, worker, failure: JSON.stringify(failure) })),
    waiting: () => read(() => Number(sql.waiting.get()?.['count'])),
    of: (taskId) => read(() => sql.of.all({ taskId }).map(reportFrom)),
  };
}
