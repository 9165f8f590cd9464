import type { Clock } from '../domain/port/clock.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { LoggedEntry } from '../domain/thread.ts';
import type { Background } from './background.ts';
import { createLogFeed, type LogFeed } from './log-feed.ts';

/** An answer may be long. */
const PAGE = 50;

/** What is written into any thread from now on. */
export type ThreadFeed = LogFeed<LoggedEntry>;

export interface ThreadFeedDeps {
  readonly threads: Pick<ThreadLog, 'since' | 'newest' | 'watch'>;
  readonly clock: Clock;
  readonly background: Background;
}

export function createThreadFeed({ threads, clock, background }: ThreadFeedDeps): ThreadFeed {
  return createLogFeed({
    name: 'what was said',
    newest: async () => await threads.newest(),
    read: async (after, limit) => await threads.since(after, limit),
    page: PAGE,
    watch: (listener) => threads.watch(listener),
    clock,
    background,
  });
}
