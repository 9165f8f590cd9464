import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { delayBefore } from '../../domain/backoff.ts';
import type { Row } from '../row.ts';
import { coalesce } from './coalesce.ts';
import { isBroken, isRivalry, mayConnectLater, storeFailure } from './failures.ts';
import { createTracker } from './tracker.ts';
import { acceptable, type Value } from './values.ts';
import { CHANNEL, createWatch } from './watch.ts';

const MOST_CONNECTIONS = 8;
const IDLE_MS = 10_000;
const CONNECT_MS = 10_000;
const STATEMENT_MS = 30_000;
/** The server gives up before we do: then we know what became of the statement. */
const ANSWER_MS = STATEMENT_MS + 2_000;

/** Others were in the way, or the server is away: come back soon, at a random moment. */
const RETRY = { initialMs: 10, factor: 2, maxMs: 500 };
const GIVE_UP_AFTER_MS = 10_000;
/** The last try gets that long for a connection. */
const LEAST_PATIENCE_MS = 1_000;

/**
 * Every statement finds its rows by an index, one after the other. While the tables are new the planner knows nothing of
 * them and would go through them all. Planning each time would cost more than running most of them.
 */
const PREPARE = `SET search_path TO clawbridge; SET plan_cache_mode TO force_generic_plan; SET jit TO off;
  SET enable_seqscan TO off; SET enable_bitmapscan TO off; SET enable_hashjoin TO off; SET enable_mergejoin TO off;
  SET max_parallel_workers_per_gather TO 0;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

/**
 * A notification makes its commit wait for every other one that carries one: it goes by itself, and one stands for many.
 * Nothing is lost with it, so it need not wait for the disk.
 */
const NOTIFY = {
  name: 'notify',
  text: "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)",
};
const TELL_EVERY_MS = 8;

/** Plans are kept, but not for long: planning costs less than a thousandth of that. */
const PLAN_EVERY_MS = 1_000;
const plannedAt = new WeakMap<pg.ClientBase, number>();

/** A named statement stays prepared on its connection. */
export type Ask = (
  statement: { readonly name?: string; readonly text: string },
  values?: readonly Value[],
) => Promise<readonly Row[]>;

/**
 * Talks to the database, over one connection.
 * @param maybeDone an earlier try was interrupted: what it asked for may have happened
 */
export type Work<T> = (ask: Ask, maybeDone: boolean) => Promise<T>;

export interface Connection {
  /**
   * Tries again what failed for reasons that pass, so the work must take it well to have happened before.
   * Errors: `store_unavailable`.
   */
  run<T>(work: Work<T>, patienceMs?: number): Promise<T>;
  /** Remembers a change until it has ended. */
  track<T>(change: Promise<T>): Promise<T>;
  /** Resolves when every change has ended that was asked for before. */
  settled(): Promise<void>;
  /** Lets other processes know, soon, that something has changed. */
  tell(): void;
  /** Begins to hear what others tell. Errors are those of the driver: call it as a part of some `run`. */
  listen(): Promise<void>;
  /** Calls back after another process told, and now and then. Returns how to stop. */
  watch(listener: () => void): () => void;
  /** Calls back with whatever is told on the live channel, also by this process. Returns how to stop. */
  hear(hearer: (payload: string) => void): () => void;
  close(): Promise<void>;
}

/** One process's way to the database: everything it asks and hears goes through here. */
export function createConnection(url: string, place: string): Connection {
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: 'clawbridge',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  };
  const pool = new pg.Pool({
    ...config,
    max: MOST_CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it; its types do not say so
    onConnect: prepare,
  });
  // An idle connection broke: the pool has dropped it already.
  pool.on('error', () => {});
  const changes = createTracker();
  const running = createTracker();
  const me = randomUUID();
  const { listen, watch, hear, close: endWatch } = createWatch(() => new pg.Client(config), me);
  const tell = coalesce(() => {
    // Whoever does not hear it looks by himself before long.
    run((ask) => ask(NOTIFY, [CHANNEL, me]), 0).catch(() => {});
  }, TELL_EVERY_MS);

  return {
    run,
    track: changes.track,
    settled: changes.settled,
    tell,
    watch,
    hear,
    listen,
    async close() {
      await changes.settled();
      tell.end();
      await running.settled();
      await endWatch();
      await pool.end();
    },
  };

  function run<T>(work: Work<T>, patienceMs = GIVE_UP_AFTER_MS): Promise<T> {
    return running.track(persist(work, patienceMs));
  }

  async function persist<T>(work: Work<T>, patienceMs: number): Promise<T> {
    const deadline = performance.now() + patienceMs;
    let maybeDone = false;
    for (let attempt = 0; ; attempt++) {
      const left = Math.max(LEAST_PATIENCE_MS, deadline - performance.now());
      const end: End<T> = await tryOnce(work, maybeDone, left);
      if ('result' in end) return end.result;
      maybeDone ||= end.isUnsure;
      if (!end.mayPass || performance.now() > deadline) throw storeFailure(end.thrown, place);
      await new Promise((resolve) => setTimeout(resolve, delayBefore(attempt, RETRY, Math.random())));
    }
  }

  async function tryOnce<T>(work: Work<T>, maybeDone: boolean, patienceMs: number): Promise<End<T>> {
    let client: pg.PoolClient;
    try {
      client = await acquire(patienceMs);
    } catch (thrown) {
      return { thrown, isUnsure: false, mayPass: mayConnectLater(thrown) };
    }
    try {
      const result = await work(askOver(client), maybeDone);
      client.release();
      return { result };
    } catch (thrown) {
      const isUnsure = isBroken(thrown);
      client.release(isUnsure);
      return { thrown, isUnsure, mayPass: isUnsure || isRivalry(thrown) };
    }
  }

  /** The pool's own limit begins anew with each try; nobody waits for a connection longer than he has patience. */
  async function acquire(patienceMs: number): Promise<pg.PoolClient> {
    const connecting = pool.connect();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('timeout when trying to connect')), patienceMs);
    });
    try {
      const client = await Promise.race([connecting, late]);
      await planAnew(client);
      return client;
    } catch (thrown) {
      connecting.then(
        (client) => client.release(true),
        () => {},
      );
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }
}

type End<T> =
  | { readonly result: T }
  | { readonly thrown: unknown; readonly isUnsure: boolean; readonly mayPass: boolean };

async function prepare(client: pg.ClientBase): Promise<void> {
  // A connection that breaks says so to whoever uses it; without a listener it would end the process.
  client.on('error', () => {});
  await client.query(PREPARE);
}

/**
 * A plan that was made while the tables were nearly empty goes through all of them. This also finds out whether the
 * connection is still there, before anything is asked over it that could be half done.
 */
async function planAnew(client: pg.ClientBase): Promise<void> {
  const now = performance.now();
  if (now - (plannedAt.get(client) ?? now - PLAN_EVERY_MS) < PLAN_EVERY_MS) return;
  plannedAt.set(client, now);
  await client.query('DISCARD PLANS');
}

function askOver(client: pg.ClientBase): Ask {
  return async (statement, values = []) => {
    const { rows } = await client.query<Row>({ ...statement, values: values.map(acceptable) });
    return rows;
  };
}

/** Times and counts are 64 bits wide in the database, and far below 2^53. */
function parserOf(type: number, format?: 'text'): (value: string) => unknown {
  return type === pg.types.builtins.INT8
    ? Number
    : (pg.types.getTypeParser(type, format) as (value: string) => unknown);
}
