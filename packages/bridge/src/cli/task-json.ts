import { isoTime } from '../domain/iso-time.ts';
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
    createdAt: isoTime(task.createdAt),
    startedAt: task.startedAt === undefined ? undefined : isoTime(task.startedAt),
    settledAt: task.settledAt === undefined ? undefined : isoTime(task.settledAt),
    attempt: task.attempt,
    nextTryAt:
      task.status === 'pending' && task.notBefore !== undefined ? isoTime(task.notBefore) : undefined,
    progress: task.progress,
    failure: task.failure,
    ...('answer' in task ? { answer: task.answer } : {}),
    ...('message' in task ? { message: task.message } : {}),
  };
}
