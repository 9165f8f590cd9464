import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { Thread } from '../domain/thread.ts';

/** More than anybody scrolls through; older ones are found by searching. */
const MOST = 500;

/** Those of a user, the one in which something was said last first. Errors: `store_unavailable`. */
export type ListThreads = (user: string) => Promise<readonly Thread[]>;

export function createListThreads(log: Pick<ThreadLog, 'threads'>): ListThreads {
  return async (user) => await log.threads(user, MOST);
}
