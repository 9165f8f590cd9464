import { isoTime } from '../../domain/iso-time.ts';
import type { Task, TaskSummary, Usage } from '../../domain/task.ts';

export function usageView({ input, output, total }: Usage) {
  return { input_tokens: input, output_tokens: output, total_tokens: total };
}

/** What task_status and task_list say alike of a task. */
export function taskHead(task: Task | TaskSummary) {
  return {
    task_id: task.id,
    type: 'chat' as const,
    status: task.status,
    instance: task.instance,
    session_id: task.sessionId,
    created_at: isoTime(task.createdAt),
  };
}
