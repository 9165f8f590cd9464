import * as z from 'zod';
import { MAX_NOTIFY_TARGETS, MAX_TARGET_CHARS } from '../../domain/notice.ts';
import { idempotencyKey, instance, message, priority, sessionId, taskStatus } from './fields.ts';
import { defineTool } from './tool.ts';

export const openclawChatAsync = defineTool({
  name: 'openclaw_chat_async',
  title: 'Ask OpenClaw in the background',
  description:
    'Hands a message to an OpenClaw agent and returns a task_id at once. Use it for work that takes long, or for several things at a time; ' +
    'fetch the answer with openclaw_task_status. The task is stored: it survives restarts, and waits up to a day for a gateway that is away. ' +
    'For a quick answer use openclaw_chat.',
  scope: 'chat',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: () =>
    z.strictObject({
      message: message(),
      session_id: sessionId().optional(),
      priority: priority().optional(),
      instance: instance().optional(),
      idempotency_key: idempotencyKey().optional(),
      repeatable: z
        .boolean()
        .optional()
        .describe(
          'True if the work does no harm when it is done twice: it is then begun anew when the gateway crashes in the middle of it.',
        ),
      notify: z
        .array(z.string().min(1).max(MAX_TARGET_CHARS))
        .max(MAX_NOTIFY_TARGETS)
        .optional()
        .describe(
          'Who is told when the task has ended: names of configured notifiers, https addresses of webhooks, or <channel>:<recipient> of an OpenClaw channel.',
        ),
    }),
  output: () =>
    z.object({
      task_id: z.string().describe('Pass it to openclaw_task_status.'),
      status: taskStatus(),
      instance: z.string(),
      session_id: z.string(),
      message: z.string(),
    }),
  async run(verbs, input, { principal, origin }) {
    const task = await verbs.ask({
      principal,
      origin,
      message: input.message,
      sessionId: input.session_id,
      instance: input.instance,
      priority: input.priority,
      idempotencyKey: input.idempotency_key,
      mayRepeat: input.repeatable,
      notify: input.notify,
      inBackground: true,
      waitMs: 0,
    });
    return {
      task_id: task.id,
      status: task.status,
      instance: task.instance,
      session_id: task.sessionId,
      message: `Task queued. Use openclaw_task_status with task_id "${task.id}" for its answer.`,
    };
  },
});
