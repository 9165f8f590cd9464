import type { LoggedEvent } from '../domain/event.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { EventLog } from '../domain/port/event-log.ts';
import type { Background } from './background.ts';

const PAGE = 200;

/** A log that cannot be read now is asked again: there may be no other event for a long time. */
const AGAIN_MS = 1_000;

export type EventListener = (event: LoggedEvent) => void;

/** What reaches the log from now on, whichever process wrote it, each event once and in order. */
export interface EventFeed {
  /** Resolves, with how to stop, once nothing that reaches the log from now on is missed. */
  follow(listener: EventListener): Promise<() => void>;
}

export interface EventFeedDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly background: Background;
}

/** One reader of the log for all who wait: a reader of each would make a thousand of every event. */
export function createEventFeed({ log, clock, background }: EventFeedDeps): EventFeed {
  const listeners = new Set<EventListener>();
  let position: Promise<number> | undefined;
  let stopWatching = () => {};
  let reading = false;
  let moreMeanwhile = false;

  return {
    async follow(listener) {
      listeners.add(listener);
      try {
        await begin();
      } catch (thrown) {
        leave(listener);
        throw thrown;
      }
      return () => leave(listener);
    },
  };

  /** Watching begins before the newest event is looked up, so that none falls in between. */
  async function begin(): Promise<void> {
    if (position === undefined) {
      stopWatching = log.watch(onChange);
      position = log.extent().then(({ newest }) => newest);
    }
    await position;
  }

  function leave(listener: EventListener): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stopWatching();
    position = undefined;
  }

  function onChange(): void {
    moreMeanwhile = true;
    if (reading) return;
    reading = true;
    background('read the event log', read);
  }

  async function read(): Promise<void> {
    try {
      while (moreMeanwhile) {
        moreMeanwhile = false;
        await catchUp();
      }
    } catch (thrown) {
      clock.after(AGAIN_MS, onChange);
      throw thrown;
    } finally {
      reading = false;
    }
  }

  async function catchUp(): Promise<void> {
    for (let found = PAGE; found === PAGE && position !== undefined;) {
      const from = position;
      const events = await log.read({ after: await from, limit: PAGE, withRaw: false });
      // All have left meanwhile, and whoever came since begins where the log is now.
      if (position !== from) return;
      found = events.length;
      const last = events.at(-1);
      if (last !== undefined) position = Promise.resolve(last.cursor);
      for (const event of events) for (const listener of listeners) tell(listener, event);
    }
  }

  /** What one listener makes of it must not keep it from the others. */
  function tell(listener: EventListener, event: LoggedEvent): void {
    try {
      listener(event);
    } catch (thrown) {
      background('tell of an event', () => Promise.reject(thrown));
    }
  }
}
