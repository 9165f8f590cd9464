import type { Instance } from '../domain/instance.ts';
import type { Ask } from './ask.ts';
import type { CancelTask } from './cancel-task.ts';
import type { CheckStatus } from './check-status.ts';
import type { GetTask } from './get-task.ts';
import type { ListNotices } from './list-notices.ts';
import type { ListTasks } from './list-tasks.ts';

/** Everything a door may do. */
export interface Verbs {
  readonly instances: readonly Instance[];
  readonly ask: Ask;
  readonly getTask: GetTask;
  readonly listTasks: ListTasks;
  readonly listNotices: ListNotices;
  readonly cancelTask: CancelTask;
  readonly checkStatus: CheckStatus;
}
