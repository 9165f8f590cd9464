import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Failure } from '../../domain/failure.ts';
import { makeFolder } from '../make-folder.ts';
import { isBusy, storeFailure } from './failures.ts';
import { migrate } from './migrate.ts';

/** Older ones can corrupt a WAL database when two processes write and checkpoint at once: exactly our shape. */
const OLDEST_SAFE = [3, 51, 3] as const;

/** Pages in the log before they move to the database: 16 MB. The same pages are written again and again, so later is cheaper. */
const CHECKPOINT_PAGES = 4_000;

/** What the log is cut to once its pages have moved: one day of long answers must not take the disk for ever. */
const LOG_BYTES = 64 * 1024 * 1024;

/** Source: https://sqlite.org/fileformat2.html#the_write_ahead_log */
const LOG_HEAD_BYTES = 32;
const LOG_MARKS: readonly number[] = [0x37_7f_06_82, 0x37_7f_06_83];

/** Only while opening; afterwards waiting for a lock must not block the event loop, see writer.ts. */
const OPENING_BUSY_MS = 5_000;

/**
 * Opens the database file, creating it and its folder when missing, and brings it to the current schema.
 * An accepted task is on the disk (`synchronous=FULL`) before anybody is told. Errors: `store_unavailable`.
 */
export function openDatabase(file: string): DatabaseSyncInstance {
  let db: DatabaseSyncInstance | undefined;
  try {
    makeFolder(dirname(file));
    keepPrivate(file);
    // SQLite opens what it cannot write as well, and says so at the first question only.
    for (const needed of [file, dirname(file)]) accessSync(needed, constants.W_OK);
    refuseForeignLog(`${file}-wal`);
    db = new DatabaseSync(file, { timeout: OPENING_BUSY_MS });
    refuseUnsafeVersion(db);
    switchToLog(db);
    db.exec(
      `PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
       PRAGMA journal_size_limit = ${LOG_BYTES}`,
    );
    migrate(db, file);
    db.exec('PRAGMA busy_timeout = 0');
    return db;
  } catch (thrown) {
    db?.close();
    throw storeFailure(thrown, file);
  }
}

/**
 * Processes that start together switch a new file at the same moment, and SQLite refuses all but one of them at once,
 * whatever the time-out says.
 */
function switchToLog(db: DatabaseSyncInstance): void {
  const deadline = Date.now() + OPENING_BUSY_MS;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (thrown) {
      if (!isBusy(thrown) || Date.now() > deadline) throw thrown;
      sleep(5 + Math.random() * 10);
    }
  }
}

/** Nothing else can be done before the store is open. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/**
 * Questions and answers are for the owner's eyes, whatever the mode of the folder. SQLite gives the log beside the file
 * the file's mode. An existing file is not opened for this: closing it would drop the locks this process has on it.
 */
function keepPrivate(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  for (const part of [file, `${file}-wal`, `${file}-shm`].filter((one) => existsSync(one))) {
    try {
      if ((statSync(part).mode & 0o077) !== 0) chmodSync(part, 0o600);
    } catch {
      // It belongs to another user, or to a file system that has no modes. That is no reason not to work.
    }
  }
}

/**
 * SQLite takes a log it cannot read for an empty one, and with it would go whatever was accepted last. A log that a crash
 * cut short has a head or none at all, so what has another one was damaged later.
 */
function refuseForeignLog(log: string): void {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) < LOG_HEAD_BYTES) return;
  const head = Buffer.alloc(4);
  const handle = openSync(log, 'r');
  readSync(handle, head);
  closeSync(handle);
  const mark = head.readUInt32BE();
  if (mark === 0 || LOG_MARKS.includes(mark)) return;
  throw new Failure('store_unavailable', `The store's log ${log} is damaged.`, {
    hint: 'Move it away together with the file beside it (keep both) and start again; they are never overwritten.',
  });
}

function refuseUnsafeVersion(db: DatabaseSyncInstance): void {
  const row = db.prepare('SELECT sqlite_version() AS version').get();
  const version = String(row?.['version']);
  const parts = version.split('.').map(Number);
  const difference = OLDEST_SAFE.map((needed, i) => (parts[i] ?? 0) - needed).find((one) => one !== 0) ?? 0;
  if (difference >= 0) return;
  throw new Failure(
    'store_unavailable',
    `SQLite ${version} is too old: several processes could corrupt the file.`,
    {
      hint: `Use SQLite ${OLDEST_SAFE.join('.')} or newer: reinstall clawbridge without overriding its dependencies.`,
    },
  );
}
