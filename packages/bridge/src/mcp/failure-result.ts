import type { CallToolResult } from '@modelcontextprotocol/server';
import { describeFailure, Failure, recordOf, toFailure } from '../domain/failure.ts';
import type { Redact } from '../domain/redact.ts';
import type { Task } from '../domain/task.ts';

/** A task that ended without an answer: the caller gets its id with the failure. */
export class TaskFailed extends Error {
  readonly task: Task;
  override readonly cause: Failure;

  constructor(task: Task, cause: Failure) {
    super(cause.message);
    this.task = task;
    this.cause = cause;
  }
}

export function cancelledFailure(): Failure {
  return new Failure('cancelled', 'The task was cancelled.');
}

export function failureOf(thrown: unknown): Failure {
  return thrown instanceof TaskFailed ? thrown.cause : toFailure(thrown);
}

/**
 * The face of a failure in MCP: a result that says what happened and what to do, then the same as data, with the id of the
 * request for whoever reports it.
 */
export function failureResult(thrown: unknown, redact: Redact, requestId?: string): CallToolResult {
  const failure = failureOf(thrown);
  const request = requestId === undefined ? {} : { request_id: requestId };
  const task =
    thrown instanceof TaskFailed ? { task_id: thrown.task.id, session_id: thrown.task.sessionId } : {};
  return {
    isError: true,
    content: [
      { type: 'text', text: redact(`Error: ${describeFailure(failure)}`) },
      { type: 'text', text: redact(JSON.stringify({ ...recordOf(failure), ...task, ...request })) },
    ],
  };
}
