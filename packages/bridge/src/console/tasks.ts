import { taskStatus, type TaskList } from '@clawbridge/wire';
import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { TaskStatus } from '../domain/task.ts';
import type { CancelAnyTask } from '../usecases/cancel-any-task.ts';
import { openingOf, type ListAllTasks } from '../usecases/list-all-tasks.ts';
import { nothingHere, type Resource } from './resource.ts';
import { taskRow } from './task-row.ts';

export interface TasksOptions {
  readonly listAllTasks: ListAllTasks;
  readonly cancelAnyTask: CancelAnyTask;
  readonly clock: Pick<Clock, 'now'>;
}

/** Everybody's tasks: `GET ?status=&cursor=`, `POST /ID/cancel`. */
export function tasksResource({ listAllTasks, cancelAnyTask, clock }: TasksOptions): Resource {
  return {
    async GET({ principal, query }) {
      const status = statusFrom(query.get('status'));
      const cursor = query.get('cursor') ?? undefined;
      const { tasks, counts, nextCursor } = await listAllTasks({ principal, status, cursor });
      const list: TaskList = {
        now: clock.now(),
        tasks: tasks.map(taskRow),
        counts,
        ...(nextCursor === undefined ? {} : { nextCursor }),
      };
      return Response.json(list);
    },
    async POST({ principal, rest: [id, verb] }) {
      if (id === undefined || verb !== 'cancel') return nothingHere();
      const { message, answer, ...task } = await cancelAnyTask({ principal, id });
      return Response.json(
        taskRow({ ...task, opening: openingOf(message), hasAnswer: answer !== undefined }),
      );
    },
  };
}

/** Errors: `invalid_input`. */
function statusFrom(text: string | null): TaskStatus | undefined {
  if (text === null || text === '') return undefined;
  const result = taskStatus.safeParse(text);
  if (result.success) return result.data;
  throw new Failure('invalid_input', 'status is none a task can have.', {
    hint: 'It is pending, running, completed, failed or cancelled.',
  });
}
