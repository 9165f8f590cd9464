import type { FailureRecord } from '../domain/failure.ts';
import type { Delivery, DeliveryReport } from '../domain/notice.ts';
import type { Row } from './row.ts';

export function deliveryFrom(row: Row): Delivery {
  return {
    id: String(row['id']),
    taskId: String(row['task_id']),
    principal: String(row['principal']),
    target: String(row['target']),
    attempts: Number(row['attempts']),
  };
}

export function reportFrom(row: Row): DeliveryReport {
  const { delivered_at: deliveredAt, failure } = row;
  const status = String(row['status']) as DeliveryReport['status'];
  return {
    id: String(row['id']),
    target: String(row['target']),
    status,
    attempts: Number(row['attempts']),
    ...(deliveredAt === null ? {} : { deliveredAt: Number(deliveredAt) }),
    ...(status === 'pending' ? { notBefore: Number(row['not_before']) } : {}),
    ...(failure === null ? {} : { failure: JSON.parse(String(row['failure'])) as FailureRecord }),
  };
}
