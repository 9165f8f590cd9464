import type { Task, TaskSummary } from '../domain/task.ts';

/** A task as `--json` prints it. Times are ISO strings; the shape is stable. */
export function taskJson(task: Task | TaskSummary) {
  return {
    id: task.id,
    status: task.status,
    instance: task.instance,
    session: task.sessionId,
    priority: task.priority,
    origin: task.origin,
    createdAt: iso(task.createdAt),
    startedAt: iso(task.startedAt),
    settledAt: iso(task.settledAt),
    progress: task.progress,
    failure: task.failure,
    ...('answer' in task ? { answer: task.answer } : {}),
    ...('message' in task ? { message: task.message } : {}),
  };
}

function iso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
