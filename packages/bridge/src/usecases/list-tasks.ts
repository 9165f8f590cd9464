import { permits } from '../domain/allow-list.ts';
import type { TaskPage, TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
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

/**
 * The principal's newest tasks, without their texts, and how many there are by status. A page holds fewer where some are in
 * sessions the principal may not touch through this bridge. Errors: `not_allowed`.
 */
export type ListTasks = (request: ListRequest) => Promise<TaskPage>;

export function createListTasks({ store }: { readonly store: TaskStore }): ListTasks {
  return async function listTasks({ principal, status, sessionId, instance, limit = MAX_PAGE, cursor }) {
    requireScope(principal, 'read');
    const page = await store.list({
      principal: principal.id,
      limit: Math.min(limit, MAX_PAGE),
      ...(cursor === undefined ? {} : { cursor }),
      ...(status === undefined ? {} : { status }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(instance === undefined ? {} : { instance }),
    });
    return { ...page, tasks: page.tasks.filter((task) => permits(principal.allow, task)) };
  };
}
