import * as z from 'zod';
import { isoTime } from '../../domain/iso-time.ts';
import type { Task } from '../../domain/task.ts';
import { taskId, taskStatus, usage } from './fields.ts';
import { taskHead, usageView } from './task-view.ts';
import { defineTool } from './tool.ts';

/** Longer than an agent works; whoever waits so long hears progress meanwhile. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

export const openclawTaskStatus = defineTool({
  name: 'openclaw_task_status',
  title: 'Status of an OpenClaw task',
  description:
    'Tells how a task is doing and gives its answer once it is completed. Also for an openclaw_chat call that was cut off. ' +
    'With wait_ms it answers as soon as the task has ended, instead of being asked again and again.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: () =>
    z.strictObject({
      task_id: taskId(),
      wait_ms: z
        .int()
        .min(0)
        .max(LONGEST_WAIT_MS)
        .optional()
        .describe('Wait up to this many milliseconds for the task to end. Default 0: tell how it is now.'),
    }),
  output: () =>
    z.object({
      task_id: z.string(),
      type: z.literal('chat'),
      status: taskStatus(),
      instance: z.string(),
      session_id: z.string(),
      created_at: z.string(),
      started_at: z.string().optional(),
      completed_at: z.string().optional(),
      result: z.string().optional().describe('What the agent said.'),
      error: z.string().optional().describe('Why there is no answer.'),
      hint: z.string().optional().describe('What to do about the error.'),
      retryable: z.boolean().optional().describe('True when asking again may help.'),
      progress: z
        .object({ characters: z.int(), last_activity_at: z.string(), tool: z.string().optional() })
        .optional()
        .describe('Of a running task: characters of the answer so far, and the tool in use.'),
      model: z.string().optional(),
      usage: usage().optional(),
    }),
  async run(verbs, input, { principal, signal, onProgress }) {
    const { task_id: id, wait_ms: waitMs = 0 } = input;
    return view(await verbs.getTask({ principal, id, waitMs, signal, onProgress }));
  },
});

function view(task: Task) {
  const { startedAt, settledAt, answer, failure, progress, status } = task;
  return {
    ...taskHead(task),
    ...(startedAt === undefined ? {} : { started_at: isoTime(startedAt) }),
    ...(settledAt === undefined ? {} : { completed_at: isoTime(settledAt) }),
    ...(answer === undefined ? {} : { result: answer.text }),
    ...(answer?.model === undefined ? {} : { model: answer.model }),
    ...(answer?.usage === undefined ? {} : { usage: usageView(answer.usage) }),
    ...(failure === undefined ? {} : { error: failure.message, retryable: failure.retryable }),
    ...(failure?.hint === undefined ? {} : { hint: failure.hint }),
    ...(status !== 'running' || progress === undefined
      ? {}
      : {
          progress: {
            characters: progress.characters,
            last_activity_at: isoTime(progress.lastActivityAt),
            ...(progress.tool === undefined ? {} : { tool: progress.tool }),
          },
        }),
  };
}
