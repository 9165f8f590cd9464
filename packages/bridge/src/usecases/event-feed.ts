import type { LoggedEvent } from '../domain/event.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';
import { createLogFeed, type LogFeed } from './log-feed.ts';

const PAGE = 200;

export type EventListener = (event: LoggedEvent) => void;

/** What reaches the event log from now on. */
export type EventFeed = Pick<LogFeed<LoggedEvent>, 'follow'>;

export interface EventFeedDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
}

export function createEventFeed({ log, clock, background }: EventFeedDeps): EventFeed {
  return createLogFeed({
    name: 'the event log',
    newest: async () => (await log.extent()).newest,
    read: async (after, limit) => await log.read({ after, limit, withRaw: false }),
    page: PAGE,
    watch: (listener) => log.watch(listener),
    clock,
    background,
  });
}
