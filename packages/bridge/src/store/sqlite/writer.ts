import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { delayBefore } from '../../domain/backoff.ts';
import { isBusy, storeFailure } from './failures.ts';

/** Another process holds the lock for the length of one commit: come back soon, at a random moment, so that all get their turn. */
const RETRY = { initialMs: 2, factor: 1.5, maxMs: 15 };
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Under load changes gather and share one commit, which costs as much for ten as for one: after a commit the next one
 * waits this many times as long as that commit took (it is mostly waiting for the disk, so a slow disk is asked less
 * often). A lone change never waits.
 */
const REST_FACTOR = 1;
const LONGEST_REST_MS = 20;

/**
 * Runs changes in transactions. Everything asked for in one turn of the event loop shares one commit (and one wait
 * for the disk); a promise resolves after that commit. A change is a function that may be called again when its
 * batch failed, so it must do nothing but talk to the database.
 */
export interface Writer {
  write<T>(change: () => T): Promise<T>;
  /** Resolves when everything asked for is on the disk. */
  drain(): Promise<void>;
}

interface Entry {
  readonly change: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

export function createWriter(db: DatabaseSync, file: string): Writer {
  let queue: Entry[] = [];
  let working: Promise<void> | undefined;
  let restUntil = 0;

  return {
    write<T>(change: () => T): Promise<T> {
      const done = new Promise<T>((resolve, reject) => {
        queue.push({ change, resolve: (value) => resolve(value as T), reject });
      });
      working ??= work();
      return done;
    },
    async drain() {
      await working;
    },
  };

  async function work(): Promise<void> {
    while (queue.length > 0) {
      await gather();
      const batch = queue;
      queue = [];
      const begun = performance.now();
      await commit(batch);
      const ended = performance.now();
      restUntil = ended + Math.min(LONGEST_REST_MS, (ended - begun) * REST_FACTOR);
    }
    working = undefined;
  }

  /** At least one turn of the event loop, so that what is asked for now travels together. */
  function gather(): Promise<void> {
    const rest = restUntil - performance.now();
    return new Promise((resolve) => {
      if (rest <= 0) setImmediate(resolve);
      else setTimeout(resolve, rest);
    });
  }

  /** Without the lock all changes fail: each waiting for it on its own would take the time-out as often. */
  async function commit(batch: readonly Entry[]): Promise<void> {
    try {
      await begin();
    } catch (thrown) {
      for (const entry of batch) entry.reject(storeFailure(thrown, file));
      return;
    }
    await apply(batch);
  }

  /** A batch that fails is repeated one by one: only the change that is to blame fails. */
  async function apply(batch: readonly Entry[]): Promise<void> {
    try {
      const results = transact(batch);
      batch.forEach((entry, i) => entry.resolve(results[i]));
    } catch (thrown) {
      if (batch.length > 1) for (const entry of batch) await commit([entry]);
      else batch[0]?.reject(storeFailure(thrown, file));
    }
  }

  function transact(batch: readonly Entry[]): unknown[] {
    try {
      const results = batch.map((entry) => entry.change());
      db.exec('COMMIT');
      return results;
    } catch (thrown) {
      // A full disk may have rolled back by itself.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw thrown;
    }
  }

  /** SQLite's own waiting would block the event loop, so we wait for the lock ourselves. */
  async function begin(): Promise<void> {
    const deadline = Date.now() + GIVE_UP_AFTER_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        db.exec('BEGIN IMMEDIATE');
        return;
      } catch (thrown) {
        if (!isBusy(thrown) || Date.now() > deadline) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, delayBefore(attempt, RETRY, Math.random())));
      }
    }
  }
}
