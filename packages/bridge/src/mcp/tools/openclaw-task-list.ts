import * as z from 'zod';
import { TASK_STATUSES } from '../../domain/task.ts';
import { MAX_PAGE } from '../../usecases/list-tasks.ts';
import { instance, sessionId, taskStatus } from './fields.ts';
import { taskHead } from './task-view.ts';
import { defineTool } from './tool.ts';

export const openclawTaskList = defineTool({
  name: 'openclaw_task_list',
  title: 'List OpenClaw tasks',
  description:
    'Lists your newest tasks, from every connection and also after restarts, and counts all of them by status. ' +
    'Use openclaw_task_status for the answer of one.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: () =>
    z.strictObject({
      status: taskStatus().optional().describe('Only tasks in this state.'),
      session_id: sessionId().describe('Only tasks of this conversation.').optional(),
      instance: instance().describe('Only tasks of this OpenClaw instance.').optional(),
      limit: z.int().min(1).max(MAX_PAGE).optional().describe(`How many at most. Default ${MAX_PAGE}.`),
      cursor: z
        .string()
        .max(64)
        .optional()
        .describe('The next_cursor of an earlier answer, for the tasks after it.'),
    }),
  output: () =>
    z.object({
      stats: z.object({ total: z.int(), byStatus: z.record(z.enum(TASK_STATUSES), z.int()) }),
      tasks: z.array(
        z.object({
          task_id: z.string(),
          type: z.literal('chat'),
          status: taskStatus(),
          instance: z.string(),
          session_id: z.string(),
          priority: z.int(),
          created_at: z.string(),
          has_result: z.boolean(),
        }),
      ),
      next_cursor: z.string().optional().describe('There are more: pass it as cursor to see them.'),
    }),
  async run(verbs, input, { principal }) {
    const { tasks, counts, nextCursor } = await verbs.listTasks({
      principal,
      status: input.status,
      sessionId: input.session_id,
      instance: input.instance,
      limit: input.limit,
      cursor: input.cursor,
    });
    return {
      stats: { total: Object.values(counts).reduce((sum, one) => sum + one, 0), byStatus: counts },
      tasks: tasks.map((task) => ({
        ...taskHead(task),
        priority: task.priority,
        has_result: task.hasAnswer,
      })),
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    };
  },
});
