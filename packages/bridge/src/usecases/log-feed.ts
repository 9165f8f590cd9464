import type { Clock } from '../domain/port/clock.ts';
import type { Background } from './background.ts';

/** A log that cannot be read now is asked again: there may be no other record for a long time. */
const AGAIN_MS = 1_000;

/** What reaches a log from now on, whichever process wrote it, each record once and in order. */
export interface LogFeed<Logged> {
  /** Resolves, with how to stop, once nothing that reaches the log from now on is missed. */
  follow(listener: (record: Logged) => void): Promise<() => void>;
  /** Something was written here: there is no need to wait until the store says so. */
  wake(): void;
}

export interface LogFeedDeps<Logged> {
  /** For people, in the log of a failure: `the event log`. */
  readonly name: string;
  /** Cursor of the newest record; 0 when there is none. */
  readonly newest: () => Promise<number>;
  /** At most `page` records with a higher cursor, oldest first. */
  readonly read: (after: number, page: number) => Promise<readonly Logged[]>;
  /** How many are read at once. */
  readonly page: number;
  /** Calls back when there may be more. Returns how to stop. */
  readonly watch: (listener: () => void) => () => void;
  readonly clock: Pick<Clock, 'after'>;
  readonly background: Background;
}

/** One reader of the log for all who wait: a reader of each would make a thousand of every record. */
export function createLogFeed<Logged extends { readonly cursor: number }>({
  name,
  newest,
  read,
  page,
  watch,
  clock,
  background,
}: LogFeedDeps<Logged>): LogFeed<Logged> {
  const listeners = new Set<(record: Logged) => void>();
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

  /** Watching begins before the newest record is looked up, so that none falls in between. */
  async function begin(): Promise<void> {
    if (position === undefined) {
      stopWatching = watch(onChange);
      position = newest();
    }
    await position;
  }

  function leave(listener: (record: Logged) => void): void {
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
    background(`read ${name}`, readOn);
  }

  async function readOn(): Promise<void> {
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
    for (let found = page; found === page && position !== undefined;) {
      const from = position;
      const records = await read(await from, page);
      // All have left meanwhile, and whoever came since begins where the log is now.
      if (position !== from) return;
      found = records.length;
      const last = records.at(-1);
      if (last !== undefined) position = Promise.resolve(last.cursor);
      for (const record of records) for (const listener of listeners) tell(listener, record);
    }
  }

  /** What one listener makes of it must not keep it from the others. */
  function tell(listener: (record: Logged) => void, record: Logged): void {
    try {
      listener(record);
    } catch (thrown) {
      background(`tell of ${name}`, () => Promise.reject(thrown));
    }
  }
}
