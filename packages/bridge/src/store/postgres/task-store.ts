import { randomUUID } from 'node:crypto';
import { Failure } from '../../domain/failure.ts';
import type { NotifyTarget } from '../../domain/notice.ts';
import type { Retry } from '../../domain/retry.ts';
import type {
  Claim,
  Renewal,
  Retention,
  Surrender,
  TaskFilter,
  TaskPage,
  TaskStore,
} from '../../domain/port/task-store.ts';
import { spokenNumberOf } from '../../domain/spoken-key.ts';
import { MAX_PRIORITY, pendingTask, type NewTask, type Outcome, type Task } from '../../domain/task.ts';
import { columnsOf } from '../outcome-columns.ts';
import { countsFrom, loadFrom, pageFrom, placeOf, rowsFor } from '../task-page.ts';
import type { Signal } from '../signal.ts';
import type { Row } from '../row.ts';
import { summaryFrom, taskFrom } from '../task-row.ts';
import { tallyFrom } from '../task-tally.ts';
import type { Ask, Connection, Work } from './connection.ts';
import { createGroup } from './group.ts';
import { inTransaction } from './in-transaction.ts';
import { everybodysTaskStatements as everybodys, taskStatements as sql } from './task-statements.ts';
import { createTurns } from './turns.ts';
import { recordset } from './values.ts';

/** More rivals than that at one moment leave the rest to the next claim. */
const CLAIM_TRIES = 5;

interface Added {
  readonly task: Task;
  readonly created: boolean;
}

interface Settlement {
  readonly id: string;
  readonly worker: string;
  readonly outcome: Outcome;
  readonly now: number;
}

/** @param appended raised when the end of a task has reached the event log */
export function createTaskStore(
  { run, track, settled, tell, watch }: Connection,
  appended: Signal,
): TaskStore {
  // What changes several running tasks of one worker takes turns: in different order they could lock each other out.
  const inTurn = createTurns();

  const addOne = createGroup<NewTask, Added>({
    send: (tasks) =>
      change(
        (ask, maybeDone) => add(ask, tasks, maybeDone),
        isAny((one) => 'created' in one && one.created),
      ),
    keyOf: ({ id }) => id,
    sizeOf: ({ message }) => message.length,
  });
  const settleOne = createGroup<Settlement, boolean>({
    send: (ends) => inTurn(() => end((ask, maybeDone) => settle(ask, ends, maybeDone), isAny(Boolean))),
    keyOf: ({ id }) => id,
    sizeOf: ({ outcome }) => (outcome.status === 'completed' ? outcome.answer.text.length : 0),
  });

  return {
    add: (task) => track(addOne(task)),
    async claim(claim) {
      // Changes go over several connections here; as in the other store, a claim sees those asked for before it.
      await settled();
      const token = randomUUID();
      return await change((ask, maybeDone) => begin(ask, claim, token, maybeDone), isAny(Boolean));
    },
    putBack: (worker, ids) =>
      ids.length === 0
        ? Promise.resolve()
        : track(inTurn(() => change((ask, maybeDone) => putBack(ask, worker, ids, maybeDone), Boolean))).then(
            nothing,
          ),
    takeOver(claim) {
      const token = randomUUID();
      return change((ask, maybeDone) => takeOver(ask, claim, token, maybeDone), isAny(Boolean));
    },
    renew: (renewal) => track(inTurn(() => change((ask) => renew(ask, renewal), Boolean))).then(nothing),
    cancelRequests: async (worker) =>
      (await run((ask) => ask(sql.cancelRequests, [worker]))).map((row) => String(row['id'])),
    settle: (id, worker, outcome, now) => track(settleOne({ id, worker, outcome, now })),
    retry: (id, worker, again) =>
      track(inTurn(() => change((ask, maybeDone) => retry(ask, id, worker, again, maybeDone), Boolean))),
    giveUp: (surrender) => track(end((ask) => giveUp(ask, surrender), isAny(Boolean))),
    release: (worker) =>
      track(inTurn(() => change((ask) => isDone(ask(sql.release, [worker])), Boolean))).then(nothing),
    cancel: (id, principal, now) => track(end((ask) => cancel(ask, id, principal, now), Boolean)),
    alsoNotify: (id, principal, targets) =>
      track(run((ask, maybeDone) => alsoNotify(ask, id, principal, targets, maybeDone))),
    get: (id, principal) => run((ask) => find(ask, id, principal)),
    look: async (ids) => (await run((ask) => ask(sql.look, [ids]))).map(summaryFrom),
    list: (filter) => run((ask) => list(ask, filter)),
    async tally(query) {
      const { since, until, stepMs } = query;
      return tallyFrom(await run((ask) => ask(sql.tally, [since, until, stepMs])), query);
    },
    load: async () => (await run((ask) => ask(sql.load))).map(loadFrom),
    prune: (retention) => run((ask) => prune(ask, retention)),
    watch,
  };

  /** Others are told when the result says that something has changed. */
  async function change<T>(work: Work<T>, hasChanged: (result: T) => boolean): Promise<T> {
    const result = await run(work);
    if (hasChanged(result)) tell();
    return result;
  }

  /** A change that may settle tasks. */
  async function end<T>(work: Work<T>, hasChanged: (result: T) => boolean): Promise<T> {
    const result = await change(work, hasChanged);
    if (hasChanged(result)) appended.raise();
    return result;
  }
}

async function add(
  ask: Ask,
  tasks: readonly NewTask[],
  maybeDone: boolean,
): Promise<readonly (Added | Failure)[]> {
  const records = tasks.map(rowOf);
  const isSpoken = records.some((one) => one.spoken_number !== null);
  const rows = await ask(isSpoken ? sql.insertSpoken : sql.insert, [recordset(records)]);
  const created = new Set(rows.map(({ id }) => id));
  const results: (Added | Failure)[] = [];
  for (const task of tasks) {
    if (created.has(task.id)) results.push({ task: pendingTask(task), created: true });
    else results.push(await findAdded(ask, task, maybeDone));
  }
  return results;
}

/** An interrupted insertion may have happened: then the task is there under its own id. */
async function findAdded(ask: Ask, task: NewTask, maybeDone: boolean): Promise<Added | Failure> {
  const [own] = maybeDone ? await ask(sql.byId, [task.id]) : [];
  if (own) return { task: taskFrom(own), created: true };
  const key = task.idempotencyKey ?? null;
  const [earlier] = await ask(sql.byIdempotencyKey, [task.principal, key]);
  if (!earlier) return new Failure('internal', `Task id ${task.id} exists already.`);
  return { task: taskFrom(earlier), created: false };
}

function rowOf(task: NewTask, place: number) {
  return {
    place,
    id: task.id,
    principal: task.principal,
    instance: task.instance,
    gateway: task.gateway,
    session_id: task.sessionId,
    session_key: task.sessionKey,
    priority: task.priority,
    origin: task.origin,
    idempotency_key: task.idempotencyKey ?? null,
    spoken_number: spokenNumberOf(task) ?? null,
    give_up_at: task.giveUpAt,
    may_repeat: task.mayRepeat,
    notify: task.notify.length === 0 ? null : recordset(task.notify),
    created_at: task.createdAt,
    message: task.message,
  };
}

async function begin(ask: Ask, claim: Claim, token: string, maybeDone: boolean): Promise<readonly Task[]> {
  const tasks = maybeDone ? [...(await claimed(ask, claim.worker, token))] : [];
  for (let attempt = 0; attempt < CLAIM_TRIES && tasks.length < claim.limit; attempt++) {
    const wanted = claim.limit - tasks.length;
    const { begun, candidates } = await beginSome(ask, claim, wanted, token);
    tasks.push(...begun);
    // The others are being claimed by a rival, or have just been: what he leaves is ours.
    if (begun.length === Math.min(wanted, candidates)) break;
  }
  return tasks;
}

async function beginSome(ask: Ask, claim: Claim, limit: number, token: string) {
  const { instance, gateway, minPriority = -MAX_PRIORITY, now, only = null, worker, leaseUntil } = claim;
  const rows = await ask(sql.claim, [
    gateway,
    instance,
    minPriority,
    now,
    only,
    limit,
    worker,
    token,
    leaseUntil,
  ]);
  return {
    begun: rows.filter(({ id }) => id !== null).map(taskFrom),
    candidates: Number(rows[0]?.['candidates']),
  };
}

/** What an interrupted claim has begun all the same. */
async function claimed(ask: Ask, worker: string, token: string): Promise<readonly Task[]> {
  return (await ask(sql.claimed, [worker, token])).map(taskFrom);
}

async function takeOver(ask: Ask, claim: Claim, token: string, maybeDone: boolean): Promise<readonly Task[]> {
  const { instance, gateway, now, leaseUntil, only = null, limit, worker } = claim;
  const taken = maybeDone ? await claimed(ask, worker, token) : [];
  if (taken.length > 0) return taken;
  return (await ask(sql.takeOver, [gateway, instance, now, leaseUntil, only, limit, worker, token])).map(
    taskFrom,
  );
}

/** Not twice: the worker may have claimed them again since. If it did not happen, their leases run out. */
async function putBack(
  ask: Ask,
  worker: string,
  ids: readonly string[],
  maybeDone: boolean,
): Promise<boolean> {
  return maybeDone || (await isDone(ask(sql.putBack, [worker, ids])));
}

function renew(ask: Ask, { worker, leaseUntil, progress }: Renewal): Promise<boolean> {
  const rows = [...progress].map(([id, one]) => ({
    id,
    characters: one?.characters ?? null,
    last_activity_at: one?.lastActivityAt ?? null,
    tool: one?.tool ?? null,
  }));
  return isDone(ask(sql.renew, [worker, leaseUntil, recordset(rows)]));
}

async function settle(
  ask: Ask,
  ends: readonly Settlement[],
  maybeDone: boolean,
): Promise<readonly boolean[]> {
  const rows = recordset(ends.map(endOf));
  const ended = await ask(sql.settle, [rows]);
  const earlier = maybeDone ? await ask(sql.settled, [rows]) : [];
  const ids = new Set([...ended, ...earlier].map(({ id }) => id));
  return ends.map(({ id }) => ids.has(id));
}

function endOf({ id, worker, outcome, now }: Settlement) {
  const { status, failure, answerMeta, answerText } = columnsOf(outcome);
  return { id, worker, status, settled_at: now, failure, answer_meta: answerMeta, answer_text: answerText };
}

async function retry(
  ask: Ask,
  id: string,
  worker: string,
  again: Retry,
  maybeDone: boolean,
): Promise<boolean> {
  const { attempt, notBefore, failure } = again;
  if (await isDone(ask(sql.retry, [id, worker, attempt, notBefore, JSON.stringify(failure)]))) return true;
  return maybeDone && (await isDone(ask(sql.retried, [id, attempt, notBefore])));
}

/** Those an interrupted try has settled are not returned; whoever waits for them looks for himself before long. */
async function giveUp(ask: Ask, surrender: Surrender): Promise<readonly Task[]> {
  const { instance = null, gateway = null, now, waitedUntil, only = null, failure } = surrender;
  const rows = await ask(sql.giveUp, [gateway, instance, now, only, JSON.stringify(failure), waitedUntil]);
  return rows.map(taskFrom);
}

async function cancel(ask: Ask, id: string, principal: string, now: number): Promise<Task | undefined> {
  const [row] = await ask(sql.cancel, [id, principal, now]);
  return row ? taskFrom(row) : await find(ask, id, principal);
}

async function alsoNotify(
  ask: Ask,
  id: string,
  principal: string,
  targets: readonly NotifyTarget[],
  maybeDone: boolean,
): Promise<boolean> {
  const values = [id, principal, recordset(targets)];
  if (await isDone(ask(sql.alsoNotify, values))) return true;
  return maybeDone && (await isDone(ask(sql.notifies, values)));
}

async function find(ask: Ask, id: string, principal: string): Promise<Task | undefined> {
  const [row] = await ask(sql.get, [id, principal]);
  return row && taskFrom(row);
}

async function list(ask: Ask, filter: TaskFilter): Promise<TaskPage> {
  const ways = filter.principal === undefined ? everybodys : sql;
  const rows = await newest(ask, ways, filter);
  return pageFrom(rows, filter, countsFrom(await ask(ways.counts, [filter.principal ?? null])));
}

/** Among the tasks of one principal, or among everybody's. */
type Ways = typeof everybodys;

function newest(ask: Ask, ways: Ways, filter: TaskFilter): Promise<readonly Row[]> {
  const { principal = null, sessionId, status, instance, cursor } = filter;
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : placeOf(cursor);
  const values = [principal, before, status ?? null, instance ?? null, rowsFor(filter)];
  if (sessionId !== undefined) return ask(ways.listSession, [...values, sessionId]);
  if (status === 'pending') return ask(ways.listPending, values);
  if (status === 'running') return ask(ways.listRunning, values);
  if (status === 'failed' || status === 'cancelled') return ask(ways.listWithoutAnswer, values);
  return ask(ways.listAll, values);
}

/** By age, then by number. One process at a time: two that count the same excess would delete it twice. */
function prune(ask: Ask, { settledBefore, keep, keepSince, limit }: Retention): Promise<number> {
  return inTransaction(ask, async () => {
    const [lock] = await ask(sql.lockPruning);
    if (lock?.['is_ours'] !== true) return 0;
    const aged = await forget(ask, settledBefore, limit);
    const [settled] = await ask(sql.countAllSettled);
    const room = Math.min(limit - aged, Number(settled?.['count']) - keep);
    const counted = room > 0 ? await forget(ask, keepSince, room) : 0;
    await ask(sql.foldTally);
    return aged + counted;
  });
}

async function forget(ask: Ask, before: number, limit: number): Promise<number> {
  const [gone] = await ask(sql.forget, [before, limit]);
  return Number(gone?.['count']);
}

async function isDone(rows: Promise<readonly Row[]>): Promise<boolean> {
  return (await rows).length > 0;
}

function isAny<T>(holds: (item: T) => boolean): (items: readonly T[]) => boolean {
  return (items) => items.some(holds);
}

function nothing(): void {}
