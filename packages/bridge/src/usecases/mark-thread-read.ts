import type { ThreadLog } from '../domain/port/thread-log.ts';
import { unknownThread } from '../domain/thread.ts';
import type { FollowThreads } from './follow-threads.ts';

/** A user has seen what there is up to this number, in any of his browsers. Errors: `unknown_thread`. */
export type MarkThreadRead = (user: string, thread: string, seq: number) => Promise<void>;

export function createMarkThreadRead(
  log: Pick<ThreadLog, 'markRead'>,
  followers: Pick<FollowThreads, 'changed'>,
): MarkThreadRead {
  return async (user, id, seq) => {
    const thread = await log.markRead(id, user, seq);
    if (thread === undefined) throw unknownThread(id);
    followers.changed(thread);
  };
}
