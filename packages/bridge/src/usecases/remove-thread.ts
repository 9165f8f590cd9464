import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { FollowThreads } from './follow-threads.ts';

/** Forgets a thread for ever. What is not there is removed already. Errors: `store_unavailable`. */
export type RemoveThread = (user: string, thread: string) => Promise<void>;

export function createRemoveThread(
  log: Pick<ThreadLog, 'remove'>,
  followers: Pick<FollowThreads, 'removed'>,
): RemoveThread {
  return async (user, id) => {
    await log.remove(id, user);
    followers.removed(user, id);
  };
}
