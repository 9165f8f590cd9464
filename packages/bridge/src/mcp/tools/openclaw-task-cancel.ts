import * as z from 'zod';
import { taskId, taskStatus } from './fields.ts';
import { defineTool } from './tool.ts';

export const openclawTaskCancel = defineTool({
  name: 'openclaw_task_cancel',
  title: 'Cancel an OpenClaw task',
  description:
    'Cancels a task, waiting or running; a running agent is stopped. What it did already stays done.',
  scope: 'chat',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: () => z.strictObject({ task_id: taskId() }),
  output: () => z.object({ task_id: z.string(), status: taskStatus(), message: z.string() }),
  async run(verbs, input, { principal }) {
    const task = await verbs.cancelTask({ principal, id: input.task_id });
    return { task_id: task.id, status: task.status, message: told(task.status) };
  },
});

function told(status: string): string {
  if (status === 'cancelled') return 'Task cancelled.';
  if (status === 'running') return 'The agent is being stopped; ask openclaw_task_status in a moment.';
  return `The task ended in the same moment: it is ${status}.`;
}
