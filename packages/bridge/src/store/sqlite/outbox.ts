import type { FailureRecord } from '../../domain/failure.ts';
import type { DeliveryReport } from '../../domain/notice.ts';
import type { Outbox } from '../../domain/port/outbox.ts';
import type { Connection } from './connection.ts';
import type { OutboxStatements } from './outbox-statements.ts';
import { given, type Row } from './task-row.ts';

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
  const status = String(row['status']) as DeliveryReport['status'];
  return {
    id: String(row['id']),
    target: String(row['target']),
    status,
    attempts: Number(row['attempts']),
    ...given(row, 'delivered_at', (at) => ({ deliveredAt: Number(at) })),
    ...(status === 'pending' ? { notBefore: Number(row['not_before']) } : {}),
    ...given(row, 'failure', (json) => ({ failure: JSON.parse(String(json)) as FailureRecord })),
  };
}
