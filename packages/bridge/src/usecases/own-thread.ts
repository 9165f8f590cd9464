import type { ThreadLog } from '../domain/port/thread-log.ts';
import { unknownThread, type Thread } from '../domain/thread.ts';

/** A thread of this user: those of others are not there for him. Errors: `unknown_thread`. */
export async function ownThread(
  threads: Pick<ThreadLog, 'thread'>,
  user: string,
  id: string,
): Promise<Thread> {
  const thread = await threads.thread(id);
  if (thread?.user !== user) throw unknownThread(id);
  return thread;
}
