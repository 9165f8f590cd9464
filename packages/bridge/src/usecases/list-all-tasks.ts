import { permits } from '../domain/allow-list.ts';
import { cutText } from '../domain/cut-text.ts';
import type { TaskPage, TaskStore } from '../domain/port/task-store.ts';
import { requireScope, type Principal } from '../domain/principal.ts';
import type { TaskStatus, TaskSummary } from '../domain/task.ts';

/** As many as fit on a screen or two: their messages are read for it. */
const MOST = 50;

/** A line or two. */
const OPENING_CHARS = 300;

/** Openings that are kept: several readers look at the same tasks every few seconds, and messages do not change. */
const MOST_OPENINGS = 1_000;

export interface ListAllRequest {
  readonly principal: Principal;
  readonly status?: TaskStatus | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** A task in a list of everybody's. */
export type OpenedTask = TaskSummary & {
  /** How its message begins. */
  readonly opening: string;
};

export type AllTasksPage = Omit<TaskPage, 'tasks'> & { readonly tasks: readonly OpenedTask[] };

/**
 * Everybody's newest tasks with the beginning of their messages, and how many there are by status. A page holds fewer where
 * some are in sessions the principal may not touch. Errors: `not_allowed`, `invalid_input` for a cursor that is none.
 */
export type ListAllTasks = (request: ListAllRequest) => Promise<AllTasksPage>;

export function createListAllTasks({
  store,
}: {
  readonly store: Pick<TaskStore, 'list' | 'get'>;
}): ListAllTasks {
  const openings = new Map<string, string>();

  return async function listAllTasks({ principal, status, limit = MOST, cursor }) {
    requireScope(principal, 'admin');
    const page = await store.list({
      limit: Math.min(limit, MOST),
      ...(status === undefined ? {} : { status }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const permitted = page.tasks.filter((task) => permits(principal.allow, task));
    return { ...page, tasks: await Promise.all(permitted.map(withOpening)) };
  };

  async function withOpening(task: TaskSummary): Promise<OpenedTask> {
    const opening = openings.get(task.id) ?? (await readOpening(task));
    return { ...task, opening };
  }

  async function readOpening({ id, principal }: TaskSummary): Promise<string> {
    const opening = openingOf((await store.get(id, principal))?.message ?? '');
    openings.set(id, opening);
    const [oldest] = openings.keys();
    if (openings.size > MOST_OPENINGS && oldest !== undefined) openings.delete(oldest);
    return opening;
  }
}

/** How a message begins, for a list. */
export function openingOf(message: string): string {
  return cutText(message, OPENING_CHARS);
}
