import type { Notice } from '../domain/notice.ts';
import { aTask } from '../domain/task.fixture.ts';
import type { Task } from '../domain/task.ts';

/** A notice of a task that was completed, or of what the test makes of it. */
export function aNotice(over: Partial<Task> = {}): Notice {
  const task = aTask({
    id: 'task-1',
    status: 'completed',
    sessionId: 'notes',
    message: 'What is on my list?',
    settledAt: 61_000,
    ...(over.status === undefined ? { answer: { text: 'Milk.' } } : {}),
    ...over,
  });
  return { id: 'delivery-1', task };
}
