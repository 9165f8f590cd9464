import type { TaskPage, TaskStore } from '../domain/port/task-store.ts';
import type { Principal } from '../domain/principal.ts';
import type { TaskStatus } from '../domain/task.ts';

/** As many as a person reads; the counts cover the rest, and further pages show them. */
export const MAX_PAGE = 100;

export interface ListRequest {
  readonly principal: Principal;
  readonly status?: TaskStatus | undefined;
  readonly sessionId?: string | undefined;
  readonly instance?: string | undefined;
  /** At most {@link MAX_PAGE}, which it is without it. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The principal's newest tasks, without their texts, and how many there are by status. */
export type ListTasks = (request: ListRequest) => Promise<TaskPage>;

export function createListTasks({ store }: { readonly store: TaskStore }): ListTasks {
  return async function listTasks({ principal, status, sessionId, instance, limit = MAX_PAGE, cursor }) {
    return await store.list({
      principal: principal.id,
      limit: Math.min(limit, MAX_PAGE),
      ...(cursor === undefined ? {} : { cursor }),
      ...(status === undefined ? {} : { status }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(instance === undefined ? {} : { instance }),
    });
  };
}
