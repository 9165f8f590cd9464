import type { RunProgress } from '../domain/port/agent-runner.ts';
import type { Task } from '../domain/task.ts';

/** What happens to a task inside this process, as it happens. */
export type TaskNews =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'settled'; readonly task: Task };

export interface TaskFeed {
  publish(id: string, news: TaskNews): void;
  /** Returns how to stop listening. */
  follow(id: string, listener: (news: TaskNews) => void): () => void;
}

export function createTaskFeed(): TaskFeed {
  const followers = new Map<string, Set<(news: TaskNews) => void>>();
  return {
    publish(id, news) {
      for (const listener of followers.get(id) ?? []) listener(news);
    },
    follow(id, listener) {
      const listeners = followers.get(id) ?? new Set();
      followers.set(id, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && followers.get(id) === listeners) followers.delete(id);
      };
    },
  };
}
