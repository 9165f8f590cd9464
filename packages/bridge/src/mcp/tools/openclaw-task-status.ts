import * as z from 'zod';
import { isoTime } from '../../domain/iso-time.ts';
import type { DeliveryReport } from '../../domain/notice.ts';
import type { FailureRecord } from '../../domain/failure.ts';
import type { Task, TaskProgress } from '../../domain/task.ts';
import { wellFormed } from '../../domain/well-formed.ts';
import { taskId, taskStatus, usage } from './fields.ts';
import { taskHead, usageView } from './task-view.ts';
import { defineTool } from './tool.ts';

/** Longer than an agent works; whoever waits so long hears progress meanwhile. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** What clients take without complaint; a longer result comes in pages. */
const PAGE_CHARS = 100_000;

export const openclawTaskStatus = defineTool({
  name: 'openclaw_task_status',
  title: 'Status of an OpenClaw task',
  description:
    'Tells how a task is doing and gives its answer once it is completed. Also for an openclaw_chat call that was cut off. ' +
    'With wait_ms it answers as soon as the task has ended, instead of being asked again and again.',
  scope: 'read',
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
      result_offset: z
        .int()
        .min(0)
        .optional()
        .describe('Where to go on in a long result: the next_offset of the answer before. Default 0.'),
      result_limit: z
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .describe(`How many characters of the result at most. Default ${PAGE_CHARS}.`),
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
      result: z.string().optional().describe('What the agent said, or a page of it.'),
      result_chars: z.int().optional().describe('Characters of the whole result.'),
      next_offset: z.int().optional().describe('The result goes on: pass it as result_offset.'),
      waiting: z
        .object({ reason: z.string(), hint: z.string().optional(), next_try_at: z.string() })
        .optional()
        .describe('Why a pending task was not begun yet although it was tried.'),
      attempt: z
        .int()
        .optional()
        .describe('Which run of the task this is, when it was begun more than once.'),
      error: z.string().optional().describe('Why there is no answer.'),
      hint: z.string().optional().describe('What to do about the error.'),
      retryable: z.boolean().optional().describe('True when asking again may help.'),
      progress: z
        .object({ characters: z.int(), last_activity_at: z.string(), tool: z.string().optional() })
        .optional()
        .describe('Of a running task: characters of the answer so far, and the tool in use.'),
      notices: z
        .array(
          z.object({
            target: z.string(),
            status: z.enum(['pending', 'delivered', 'failed']),
            attempts: z.int(),
            error: z.string().optional(),
          }),
        )
        .optional()
        .describe('Who was told that the task has ended.'),
      model: z.string().optional(),
      usage: usage().optional(),
    }),
  async run(verbs, input, { principal, gone, onProgress }) {
    const { task_id: id, wait_ms: waitMs = 0, result_offset = 0, result_limit = PAGE_CHARS } = input;
    const task = await verbs.getTask({ principal, id, waitMs, signal: gone, onProgress });
    const notices = await verbs.listNotices(task);
    return {
      ...view(task),
      ...(task.answer ? pageOf(task.answer.text, result_offset, result_limit) : {}),
      ...(notices.length === 0 ? {} : { notices: notices.map(noticeView) }),
    };
  },
});

/** Never half a character: a page ends before one that would be cut. */
function pageOf(text: string, offset: number, limit: number) {
  const end = offset + limit;
  const next = isLowSurrogate(text, end) && limit > 1 ? end - 1 : end;
  return {
    result: wellFormed(text.slice(offset, next)),
    result_chars: text.length,
    ...(next < text.length ? { next_offset: next } : {}),
  };
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc_00 && code <= 0xdf_ff;
}

function noticeView({ target, status, attempts, failure }: DeliveryReport) {
  return { target, status, attempts, ...(failure === undefined ? {} : { error: failure.message }) };
}

function view(task: Task) {
  const { startedAt, settledAt, answer, failure, progress, status, attempt } = task;
  return {
    ...taskHead(task),
    ...(startedAt === undefined ? {} : { started_at: isoTime(startedAt) }),
    ...(settledAt === undefined ? {} : { completed_at: isoTime(settledAt) }),
    ...(attempt === 1 ? {} : { attempt }),
    ...(answer?.model === undefined ? {} : { model: answer.model }),
    ...(answer?.usage === undefined ? {} : { usage: usageView(answer.usage) }),
    ...(failure === undefined ? {} : whyView(task, failure)),
    ...(status === 'running' && progress !== undefined ? { progress: progressView(progress) } : {}),
  };
}

/** What a failure says of a task that has failed, and of one that has to wait. */
function whyView({ status, notBefore, createdAt }: Task, { message, hint, retryable }: FailureRecord) {
  const todo = hint === undefined ? {} : { hint };
  if (status === 'failed') return { error: message, retryable, ...todo };
  return { waiting: { reason: message, ...todo, next_try_at: isoTime(notBefore ?? createdAt) } };
}

function progressView({ characters, lastActivityAt, tool }: TaskProgress) {
  return { characters, last_activity_at: isoTime(lastActivityAt), ...(tool === undefined ? {} : { tool }) };
}
