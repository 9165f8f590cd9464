import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { ThreadEntry } from '../domain/thread.ts';
import { ownThread } from './own-thread.ts';

/** As many as a page of history has at most. */
const MAX_PAGE = 100;

export interface PageOfThread {
  /** Names the log the numbers are of. */
  readonly epoch: string;
  /** Oldest first. */
  readonly entries: readonly ThreadEntry[];
  /** Number of the newest entry there is. */
  readonly newest: number;
}

export interface ReadThread {
  /** The last entries before a number; the newest ones there are without it. Errors: `unknown_thread`. */
  page(query: {
    readonly user: string;
    readonly thread: string;
    readonly before?: number | undefined;
    readonly limit?: number | undefined;
  }): Promise<PageOfThread>;
  /** What came after a number, oldest first. Whose thread it is was asked before. */
  after(thread: string, seq: number, limit: number): Promise<readonly ThreadEntry[]>;
  /** How far a thread goes. Errors: `unknown_thread`. */
  newest(user: string, thread: string): Promise<number>;
  /** Names the log. */
  epoch(): Promise<string>;
}

export function createReadThread(log: Pick<ThreadLog, 'epoch' | 'thread' | 'page' | 'after'>): ReadThread {
  return {
    async page({ user, thread, before, limit = MAX_PAGE }) {
      const { newest } = await ownThread(log, user, thread);
      const most = Math.max(1, Math.min(limit, MAX_PAGE));
      return { epoch: await log.epoch(), entries: await log.page({ thread, before, limit: most }), newest };
    },
    after: async (thread, seq, limit) => await log.after(thread, seq, limit),
    newest: async (user, thread) => (await ownThread(log, user, thread)).newest,
    epoch: async () => await log.epoch(),
  };
}
