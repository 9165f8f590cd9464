import { permits } from '../domain/allow-list.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import { unknownTask, type Task } from '../domain/task.ts';
import type { Waiting, WaitForTask } from './wait-for-task.ts';

export interface TaskRequest extends Partial<Waiting> {
  readonly principal: Principal;
  readonly id: string;
}

/** One task of the principal; with `waitMs`, as soon as it is settled or the time is over. Errors: `not_allowed`, `unknown_task`. */
export type GetTask = (request: TaskRequest) => Promise<Task>;

export interface GetTaskDeps {
  readonly store: TaskStore;
  readonly waitForTask: WaitForTask;
}

export function createGetTask({ store, waitForTask }: GetTaskDeps): GetTask {
  return async function getTask({ principal, id, ...waiting }) {
    requireScope(principal, 'read');
    const task = await store.get(id, principal.id);
    if (!task || !permits(principal.allow, task)) throw unknownTask(id);
    return await waitForTask(task, { waitMs: 0, ...waiting });
  };
}
