import type { Answer, Origin, Task, TaskStatus, TaskSummary } from '../domain/task.ts';
import type { FailureRecord } from '../domain/failure.ts';
import type { NotifyTarget } from '../domain/notice.ts';
import { flag, given, number, text, type Row } from './row.ts';

/** The columns a list shows: everything but the long texts. */
export const SUMMARY_COLUMNS = `id, principal, instance, gateway, session_id, session_key, priority, origin, idempotency_key, give_up_at, may_repeat,
  notify, status, attempt, not_before, cancel_requested, created_at, started_at, settled_at, characters, last_activity_at, tool, failure,
  answer_meta IS NOT NULL AS has_answer`;

export const TASK_COLUMNS = `${SUMMARY_COLUMNS}, answer_meta, message, answer_text`;

export function summaryFrom(row: Row): TaskSummary {
  return {
    id: text(row, 'id'),
    principal: text(row, 'principal'),
    instance: text(row, 'instance'),
    gateway: text(row, 'gateway'),
    sessionId: text(row, 'session_id'),
    sessionKey: text(row, 'session_key'),
    priority: number(row, 'priority'),
    origin: text(row, 'origin') as Origin,
    status: text(row, 'status') as TaskStatus,
    giveUpAt: number(row, 'give_up_at'),
    mayRepeat: flag(row, 'may_repeat'),
    notify: row['notify'] === null ? [] : (JSON.parse(text(row, 'notify')) as NotifyTarget[]),
    attempt: number(row, 'attempt'),
    cancelRequested: flag(row, 'cancel_requested'),
    createdAt: number(row, 'created_at'),
    hasAnswer: flag(row, 'has_answer'),
    ...given(row, 'idempotency_key', (key) => ({ idempotencyKey: String(key) })),
    ...(row['not_before'] === 0 ? undefined : { notBefore: number(row, 'not_before') }),
    ...given(row, 'started_at', (at) => ({ startedAt: Number(at) })),
    ...given(row, 'settled_at', (at) => ({ settledAt: Number(at) })),
    ...given(row, 'characters', () => ({ progress: progressFrom(row) })),
    ...given(row, 'failure', (json) => ({ failure: JSON.parse(String(json)) as FailureRecord })),
  };
}

export function taskFrom(row: Row): Task {
  const { hasAnswer: _, ...summary } = summaryFrom(row);
  return {
    ...summary,
    message: text(row, 'message'),
    ...given(row, 'answer_meta', () => ({ answer: answerFrom(row) })),
  };
}

function progressFrom(row: Row) {
  return {
    characters: number(row, 'characters'),
    lastActivityAt: number(row, 'last_activity_at'),
    ...given(row, 'tool', (tool) => ({ tool: String(tool) })),
  };
}

function answerFrom(row: Row): Answer {
  const meta = JSON.parse(text(row, 'answer_meta')) as Omit<Answer, 'text'>;
  return { ...meta, text: text(row, 'answer_text') };
}
