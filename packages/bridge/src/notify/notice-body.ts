import { cutText } from '../domain/cut-text.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { Notice } from '../domain/notice.ts';
import type { Task } from '../domain/task.ts';
import { wellFormed } from '../domain/well-formed.ts';

/** Receivers refuse bodies that are too large; the whole answer is under the task's id. */
const MAX_RESULT_CHARS = 100_000;

/**
 * What webhooks and commands are given. The same notice always makes the same text, so that a repetition can be told by
 * its content too. Fields of a task have the names `openclaw_task_status` gives them.
 */
export function noticeBody({ task }: Notice): string {
  const { status, instance, createdAt, settledAt = createdAt, failure } = task;
  const body = {
    type: `task.${status}`,
    timestamp: isoTime(settledAt),
    data: {
      task_id: task.id,
      status,
      instance,
      session_id: task.sessionId,
      created_at: isoTime(createdAt),
      completed_at: isoTime(settledAt),
      ...resultOf(task),
      ...(failure === undefined
        ? {}
        : { error: failure.message, hint: failure.hint, retryable: failure.retryable }),
    },
  };
  return JSON.stringify(body, (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value));
}

function resultOf({ answer }: Task) {
  if (answer === undefined) return {};
  const result = cutText(answer.text, MAX_RESULT_CHARS);
  return answer.text.length > MAX_RESULT_CHARS ? { result, result_truncated: true } : { result };
}
