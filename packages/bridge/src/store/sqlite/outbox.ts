import type { FailureRecord } from '../../domain/failure.ts';
import type { DeliveryReport } from '../../domain/notice.ts';
import type { Outbox } from '../../domain/port/outbox.ts';
import type { Connection } from './connection.ts';
import type { OutboxStatements } from './outbox-statements.ts';
import type { Row } from './task-row.ts';

export function createOutbox({ read, write }: Connection, sql: OutboxStatements): Outbox {
  return {
    take: ({ worker, limit, now, leaseUntil }) =>
      write(() =>
        sql.due.all({ now, limit }).map((row) => {
          sql.take.run({ id: String(row['id']), worker, leaseUntil });
          return {
            id: String(row['id']),
            taskId: String(row['task_id']),
            principal: String(row['principal']),
            target: String(row['target']),
            attempts: Number(row['attempts']),
          };
        }),
      ),
    delivered: (id, worker, now) => write(() => void sql.delivered.run({ id, worker, now })),
    postpone: (id, worker, failure, notBefore) =>
      write(() => void sql.postpone.run({ id, worker, notBefore, failure: JSON.stringify(failure) })),
    giveUp: (id, worker, failure) =>
      write(() => void sql.giveUp.run({ id, worker, failure: JSON.stringify(failure) })),
    of: (taskId) => read(() => sql.of.all({ taskId }).map(reportFrom)),
  };
}

function reportFrom(row: Row): DeliveryReport {
  const { delivered_at: deliveredAt, failure } = row;
  const status = String(row['status']) as DeliveryReport['status'];
  return {
    id: String(row['id']),
    target: String(row['target']),
    status,
    attempts: Number(row['attempts']),
    ...(deliveredAt === null ? {} : { deliveredAt: Number(deliveredAt) }),
    ...(status === 'pending' ? { notBefore: Number(row['not_before']) } : {}),
    ...(failure === null ? {} : { failure: JSON.parse(String(failure)) as FailureRecord }),
  };
}
