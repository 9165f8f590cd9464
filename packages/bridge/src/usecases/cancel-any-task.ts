import { permits } from '../domain/allow-list.ts';
import type { Deed } from '../domain/audit-record.ts';
import { toFailure } from '../domain/failure.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import { unknownTask, type Task } from '../domain/task.ts';
import type { CancelTask } from './cancel-task.ts';

/**
 * Cancels a task, whoever asked it, for whoever runs the bridge; that he did is noted. Resolves and rejects as
 * {@link CancelTask} does.
 */
export type CancelAnyTask = CancelTask;

export interface CancelAnyTaskDeps {
  readonly store: Pick<TaskStore, 'look'>;
  readonly cancelTask: CancelTask;
  readonly note: (deed: Deed) => void;
}

export function createCancelAnyTask({ store, cancelTask, note }: CancelAnyTaskDeps): CancelAnyTask {
  return async function cancelAnyTask({ principal, id }) {
    const deed = { principal: principal.id, action: 'task:cancel', target: id };
    try {
      const task = await cancel(principal, id);
      note({ ...deed, outcome: 'ok' });
      return task;
    } catch (thrown) {
      const { code } = toFailure(thrown);
      note({ ...deed, outcome: code === 'not_allowed' ? 'refused' : 'failed', reason: code });
      throw thrown;
    }
  };

  async function cancel(principal: Principal, id: string): Promise<Task> {
    requireScope(principal, 'admin');
    const [task] = await store.look([id]);
    if (task === undefined || !permits(principal.allow, task)) throw unknownTask(id);
    return await cancelTask({ principal: { ...principal, id: task.principal }, id });
  }
}
