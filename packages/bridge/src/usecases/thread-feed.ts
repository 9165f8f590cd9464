import type { Clock } from '../domain/port/clock.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { LoggedEntry } from '../domain/thread.ts';
import type { Background } from './background.ts';

/** Read at once. An answer may be long. */
const PAGE = 50;

/** A log that cannot be read now is asked again: there may be no other entry for a long time. */
const AGAIN_MS = 1_000;

export type EntryListener = (entry: LoggedEntry) => void;

/** What is written into any thread from now on, whichever process wrote it, each entry once and in order. */
export interface ThreadFeed {
  /** Resolves, with how to stop, once nothing that is written from now on is missed. */
  follow(listener: EntryListener): Promise<() => void>;
  /** Something was written here: there is no need to wait until the store says so. */
  wake(): void;
}

export interface ThreadFeedDeps {
  readonly threads: Pick<ThreadLog, 'since' | 'newest' | 'watch'>;
  readonly clock: Clock;
  readonly background: Background;
}

/** One reader for all who wait: a reader of each browser would make a thousand of every entry. */
export function createThreadFeed({ threads, clock, background }: ThreadFeedDeps): ThreadFeed {
  const listeners = new Set<EntryListener>();
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
    wake: onChange,
  };

  /** Watching begins before the newest entry is looked up, so that none falls in between. */
  async function begin(): Promise<void> {
    if (position === undefined) {
      stopWatching = threads.watch(onChange);
      position = threads.newest();
    }
    await position;
  }

  function leave(listener: EntryListener): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stopWatching();
    position = undefined;
  }

  function onChange(): void {
    if (position === undefined) return;
    moreMeanwhile = true;
    if (reading) return;
    reading = true;
    background('read what was said', read);
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
      const entries = await threads.since(await from, PAGE);
      // All have left meanwhile, and whoever came since begins where the log is now.
      if (position !== from) return;
      found = entries.length;
      const last = entries.at(-1);
      if (last !== undefined) position = Promise.resolve(last.cursor);
      for (const entry of entries) for (const listener of listeners) tell(listener, entry);
    }
  }

  /** What one listener makes of it must not keep it from the others. */
  function tell(listener: EntryListener, entry: LoggedEntry): void {
    try {
      listener(entry);
    } catch (thrown) {
      background('tell of an entry', () => Promise.reject(thrown));
    }
  }
}
