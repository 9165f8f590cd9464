import { ProtocolError, ProtocolErrorCode, type CallToolResult } from '@modelcontextprotocol/server';
import { describeFailure, toFailure, type FailureCode } from '../domain/failure.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { Principal } from '../domain/principal.ts';
import type { Redact } from '../domain/redact.ts';
import type { Task, TaskProgress } from '../domain/task.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { failureResult } from './failure-result.ts';
import type { TaskHead, TaskRecord, TaskSource, TaskState } from './tasks-extension.ts';
import { toolResult } from './tool-result.ts';
import { openclawChat, replyOf } from './tools/openclaw-chat.ts';

/** However many there are, none is deleted on the day it ended. */
const TTL_MS = 24 * 60 * 60 * 1000;

/** Agents take seconds to minutes, and their progress reaches the store every 3 s. */
const POLL_INTERVAL_MS = 1_000;

export interface TaskSourceOptions {
  readonly verbs: () => Promise<Verbs>;
  readonly principal: Principal;
  readonly redact: Redact;
}

/** The principal's tasks for MCP Tasks, whichever door or tool they came through. */
export function createTaskSource({ verbs, principal, redact }: TaskSourceOptions): TaskSource {
  return {
    get: (id) =>
      attempt<TaskRecord | undefined>(
        async ({ getTask }) => taskRecord(await getTask({ principal, id }), redact),
        { unknown_task: undefined },
      ),
    // An agent asks nothing through its task, so there is nothing to answer.
    update: (id) =>
      attempt(
        async ({ getTask }) => {
          await getTask({ principal, id });
          return true;
        },
        { unknown_task: false },
      ),
    cancel: (id) =>
      attempt(
        async ({ cancelTask }) => {
          await cancelTask({ principal, id });
          return true;
        },
        { unknown_task: false, not_cancellable: true },
      ),
  };

  /** What fails here is a request and no tool, so clients get it as an error of JSON-RPC. */
  async function attempt<T>(
    act: (verbs: Verbs) => Promise<T>,
    instead: Partial<Record<FailureCode, T>>,
  ): Promise<T> {
    try {
      return await act(await verbs());
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code in instead) return instead[failure.code] as T;
      throw new ProtocolError(ProtocolErrorCode.InternalError, redact(describeFailure(failure)));
    }
  }
}

/** A task of the bridge as clients of MCP Tasks see it. */
export function taskRecord(task: Task, redact: Redact): TaskRecord {
  return { ...headOf(task), ...stateOf(task, redact) };
}

function headOf(task: Task): TaskHead {
  const { id, createdAt, startedAt, settledAt, progress } = task;
  return {
    taskId: id,
    createdAt: isoTime(createdAt),
    lastUpdatedAt: isoTime(settledAt ?? progress?.lastActivityAt ?? startedAt ?? createdAt),
    ttlMs: TTL_MS,
    pollIntervalMs: POLL_INTERVAL_MS,
    statusMessage: told(task),
  };
}

function stateOf(task: Task, redact: Redact): TaskState {
  switch (task.status) {
    case 'pending':
    case 'running':
      return { status: 'working' };
    case 'cancelled':
      return { status: 'cancelled' };
    // An agent that failed is a tool that ran and failed.
    case 'completed':
    case 'failed':
      return { status: 'completed', result: chatResult(task, redact) };
  }
}

/** What openclaw_chat would have answered, had its caller waited. */
function chatResult(task: Task, redact: Redact): CallToolResult {
  try {
    return toolResult(openclawChat, replyOf(task));
  } catch (thrown) {
    return failureResult(thrown, redact);
  }
}

/** How the task is doing, in words: clients show it to people. */
function told({ status, cancelRequested, progress, failure }: Task): string {
  switch (status) {
    case 'pending':
      return failure === undefined ? 'Waiting for its turn' : `Waiting: ${failure.message}`;
    case 'running':
      if (cancelRequested) return 'The agent is being stopped';
      return progress === undefined ? 'The agent is working' : progressTold(progress);
    case 'completed':
      return 'The agent has answered';
    case 'failed':
      return 'The agent gave no answer';
    case 'cancelled':
      return 'Cancelled';
  }
}

function progressTold({ characters, tool }: TaskProgress): string {
  const text =
    characters === 0 ? 'The agent is working' : `${characters.toLocaleString('en')} characters so far`;
  return tool === undefined ? text : `${text}, using ${tool}`;
}
