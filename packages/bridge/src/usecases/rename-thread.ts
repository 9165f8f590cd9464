import { Failure } from '../domain/failure.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import { unknownThread } from '../domain/thread.ts';
import { wellFormed } from '../domain/well-formed.ts';
import type { FollowThreads } from './follow-threads.ts';

/** Errors: `invalid_input`, `unknown_thread`. */
export type RenameThread = (user: string, thread: string, title: string) => Promise<void>;

export function createRenameThread(
  log: Pick<ThreadLog, 'rename'>,
  followers: Pick<FollowThreads, 'changed'>,
): RenameThread {
  return async (user, id, title) => {
    const line = wellFormed(title).replaceAll(/\s+/g, ' ').trim();
    if (line === '')
      throw new Failure('invalid_input', 'A thread needs a title.', { hint: 'Write a few words.' });
    const thread = await log.rename(id, user, line);
    if (thread === undefined) throw unknownThread(id);
    followers.changed(thread);
  };
}
