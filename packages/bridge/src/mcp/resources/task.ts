import { cutText } from '../../domain/cut-text.ts';
import { isoTime } from '../../domain/iso-time.ts';
import type { Task, TaskSummary } from '../../domain/task.ts';
import { wellFormed } from '../../domain/well-formed.ts';
import { taskHead, usageView } from '../tools/task-view.ts';
import { TASK_TEMPLATE, taskUri } from './resource-uri.ts';
import { JSON_TYPE, type ResourceKind } from './resource.ts';

const LISTED = 20;

/** What clients take without complaint; openclaw_task_status gives the rest. */
const MAX_RESULT_CHARS = 100_000;

/** A task and what became of it. */
export const taskResource: ResourceKind<'task'> = {
  template: {
    uriTemplate: TASK_TEMPLATE,
    name: 'task',
    title: 'A task of OpenClaw',
    description: 'How one task is doing, and its answer or why there is none once it has ended.',
    mimeType: JSON_TYPE,
  },
  async list({ listTasks }, principal) {
    const { tasks } = await listTasks({ principal, limit: LISTED });
    return tasks.map((task) => ({
      uri: taskUri(task.id),
      name: task.id,
      title: `Task in session ${task.sessionId}: ${task.status}`,
      mimeType: JSON_TYPE,
      annotations: { lastModified: isoTime(lastChange(task)) },
    }));
  },
  async read({ getTask }, principal, { id }) {
    return view(await getTask({ principal, id }));
  },
};

function view(task: Task) {
  const { startedAt, settledAt, progress, status } = task;
  return {
    ...taskHead(task),
    ...(startedAt === undefined ? {} : { started_at: isoTime(startedAt) }),
    ...(settledAt === undefined ? {} : { completed_at: isoTime(settledAt) }),
    ...answerView(task),
    ...failureView(task),
    ...(status === 'running' && progress !== undefined
      ? { progress: { ...progress, lastActivityAt: isoTime(progress.lastActivityAt) } }
      : {}),
  };
}

function answerView({ answer }: Task) {
  if (answer === undefined) return {};
  const result = wellFormed(cutText(answer.text, MAX_RESULT_CHARS));
  return {
    result,
    result_chars: answer.text.length,
    ...(result.length < answer.text.length ? { next_offset: result.length } : {}),
    ...(answer.model === undefined ? {} : { model: answer.model }),
    ...(answer.usage === undefined ? {} : { usage: usageView(answer.usage) }),
  };
}

/** A pending task's failure is why it has to wait. */
function failureView({ failure, status }: Task) {
  if (failure === undefined) return {};
  const { message, hint, retryable } = failure;
  const todo = hint === undefined ? {} : { hint };
  return status === 'failed'
    ? { error: message, ...todo, retryable }
    : { waiting: { reason: message, ...todo } };
}

function lastChange({ createdAt, startedAt, settledAt }: TaskSummary): number {
  return settledAt ?? startedAt ?? createdAt;
}
