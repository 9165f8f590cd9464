import { pendingTask, type NewTask, type Task } from './task.ts';

let made = 0;

/** A new task with an id and a session of its own, with what the test wants otherwise. */
export function aNewTask(over: Partial<NewTask> = {}): NewTask {
  const id = `task_${++made}`;
  return {
    id,
    principal: 'owner',
    instance: 'home',
    gateway: 'http://127.0.0.1:18789',
    sessionId: `session-${made}`,
    sessionKey: `session-${made}`,
    message: 'hello',
    priority: 0,
    origin: 'cli',
    giveUpAt: 1_000,
    mayRepeat: false,
    notify: [],
    createdAt: 1_000,
    ...over,
  };
}

/** A task in the store. */
export function aTask(over: Partial<Task> = {}): Task {
  return { ...pendingTask(aNewTask()), ...over };
}
