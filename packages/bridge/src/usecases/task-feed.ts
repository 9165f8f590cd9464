import type { LiveProgress, Task } from '../domain/task.ts';

/** What happens to a task, as it is heard of in this process. */
export type TaskNews =
  | { readonly kind: 'progress'; readonly progress: LiveProgress }
  | { readonly kind: 'settled'; readonly task: Task };

export interface TaskFeed {
  publish(id: string, news: TaskNews): void;
  /** Returns how to stop listening. */
  follow(id: string, listener: (news: TaskNews) => void): () => void;
  /** Ids of the tasks somebody follows. */
  followed(): readonly string[];
  /** Calls back for every task that ended here. Returns how to stop. */
  onSettled(listener: (task: Task) => void): () => void;
}

export function createTaskFeed(): TaskFeed {
  const followers = new Map<string, Set<(news: TaskNews) => void>>();
  const settled = new Set<(task: Task) => void>();
  return {
    publish(id, news) {
      for (const listener of followers.get(id) ?? []) listener(news);
      if (news.kind === 'settled') for (const listener of settled) listener(news.task);
    },
    follow(id, listener) {
      const listeners = followers.get(id) ?? new Set();
      followers.set(id, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && followers.get(id) === listeners) followers.delete(id);
      };
    },
    followed: () => [...followers.keys()],
    onSettled(listener) {
      settled.add(listener);
      return () => {
        settled.delete(listener);
      };
    },
  };
}
