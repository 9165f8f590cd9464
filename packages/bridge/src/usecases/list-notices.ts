import type { DeliveryReport } from '../domain/notice.ts';
import type { Outbox } from '../domain/port/outbox.ts';
import { isSettled, type Task } from '../domain/task.ts';

/** Who was told that a task has ended, and who could not be. Nobody before it has. */
export type ListNotices = (task: Task) => Promise<readonly DeliveryReport[]>;

export function createListNotices({ outbox }: { readonly outbox: Outbox }): ListNotices {
  return async function listNotices({ id, notify, status }) {
    return notify.length > 0 && isSettled(status) ? await outbox.of(id) : [];
  };
}
