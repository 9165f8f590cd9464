import type { TaskPage, TaskStore } from '../domain/port/task-store.ts';
import type { Principal } from '../domain/principal.ts';
import type { TaskStatus } from '../domain/task.ts';

/** As many as a person reads; the counts cover the rest. */
const PAGE = 100;

export interface ListRequest {
  readonly principal: Principal;
  readonly status?: TaskStatus | undefined;
  readonly sessionId?: string | undefined;
  readonly instance?: string | undefined;
}

/** The principal's newest tasks, without their texts, and how many there are by status. */
export type ListTasks = (request: ListRequest) => Promise<TaskPage>;

export function createListTasks({ store }: { readonly store: TaskStore }): ListTasks {
  return async function listTasks({ principal, status, sessionId, instance }) {
    return await store.list({
      principal: principal.id,
      limit: PAGE,
      ...(status === undefined ? {} : { status }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(instance === undefined ? {} : { instance }),
    });
  };
}
