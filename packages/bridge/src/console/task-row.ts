import type { TaskRow } from '@clawbridge/wire';
import type { OpenedTask } from '../usecases/list-all-tasks.ts';
import { troubleOf } from './trouble.ts';

/** A task as a row of the table. */
export function taskRow(task: OpenedTask): TaskRow {
  const { id, principal, instance, sessionId, origin, status, opening, createdAt } = task;
  const { startedAt, settledAt, progress, failure, cancelRequested } = task;
  return {
    id,
    principal,
    instance,
    session: sessionId,
    origin,
    status,
    opening,
    createdAt,
    isStopping: cancelRequested && status === 'running',
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(settledAt === undefined ? {} : { settledAt }),
    ...(progress === undefined ? {} : { progress: progressOf(progress) }),
    ...(failure === undefined ? {} : { trouble: troubleOf(failure) }),
  };
}

function progressOf({ characters, lastActivityAt, tool }: NonNullable<OpenedTask['progress']>) {
  return { characters, lastActivityAt, ...(tool === undefined ? {} : { tool }) };
}
