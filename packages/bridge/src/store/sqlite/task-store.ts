import { Failure } from '../../domain/failure.ts';
import type { Claim, TaskFilter, TaskPage, TaskStore } from '../../domain/port/task-store.ts';
import { TASK_STATUSES, type NewTask, type Outcome, type Task, type TaskStatus } from '../../domain/task.ts';
import { storeFailure } from './failures.ts';
import { openDatabase } from './open.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { summaryFrom, taskFrom } from './task-row.ts';
import { createWatch } from './watch.ts';
import { createWriter } from './writer.ts';

/** Tasks in one SQLite file, shared by any number of processes of this machine. Errors: `store_unavailable`. */
export function openTaskStore(file: string): TaskStore {
  const db = openDatabase(file);
  const sql = prepareStatements(db);
  const { write, drain } = createWriter(db, file);
  const watch = createWatch(db);
  const read = async <T>(query: () => T): Promise<T> => {
    try {
      return query();
    } catch (thrown) {
      throw storeFailure(thrown, file);
    }
  };

  return {
    add: (task) => write(() => add(sql, task)),
    claim: (claim) => write(() => begin(sql, claim)),
    putBack: (worker, ids) =>
      write(() => {
        for (const id of ids) sql.putBack.run({ id, worker });
      }),
    takeOver: (claim) => write(() => takeOver(sql, claim)),
    renew: ({ worker, leaseUntil, progress }) =>
      write(() => {
        for (const [id, one] of progress) {
          sql.renew.run({
            id,
            worker,
            leaseUntil,
            characters: one?.characters ?? null,
            lastActivityAt: one?.lastActivityAt ?? null,
            tool: one?.tool ?? null,
          });
        }
      }),
    cancelRequests: (worker) =>
      read(() => sql.cancelRequests.all({ worker }).map((row) => String(row['id']))),
    settle: (id, worker, outcome, now) =>
      write(() => sql.settle.run({ id, worker, now, ...columnsOf(outcome) }).changes === 1),
    release: (worker) => write(() => void sql.release.run({ worker })),
    cancel: (id, principal, now) =>
      write(() => {
        sql.cancel.run({ id, principal, now });
        return find(sql, id, principal);
      }),
    get: (id, principal) => read(() => find(sql, id, principal)),
    list: (filter) => read(() => list(sql, filter)),
    prune: ({ settledBefore, keep }) => write(() => Number(sql.prune.run({ settledBefore, keep }).changes)),
    watch: watch.watch,
    async close() {
      watch.close();
      await drain();
      db.close();
    },
  };
}

function add(sql: Statements, task: NewTask): { task: Task; created: boolean } {
  const { changes } = sql.insert.run({
    id: task.id,
    principal: task.principal,
    instance: task.instance,
    gateway: task.gateway,
    sessionId: task.sessionId,
    sessionKey: task.sessionKey,
    priority: task.priority,
    origin: task.origin,
    idempotencyKey: task.idempotencyKey ?? null,
    createdAt: task.createdAt,
    message: task.message,
  });
  if (changes === 1) return { task: { ...task, status: 'pending', cancelRequested: false }, created: true };
  const earlier = sql.byIdempotencyKey.get({ principal: task.principal, key: task.idempotencyKey ?? null });
  if (!earlier) throw new Failure('internal', `Task id ${task.id} exists already.`);
  return { task: taskFrom(earlier), created: false };
}

function begin(sql: Statements, claim: Claim): readonly Task[] {
  const { worker, limit, now, leaseUntil } = claim;
  return sql.claimable.all({ ...scopeOf(claim), limit }).map(({ seq }) => {
    sql.begin.run({ seq, worker, now, leaseUntil });
    return taskFrom(sql.bySeq.get({ seq }) ?? {});
  });
}

function takeOver(sql: Statements, claim: Claim): readonly Task[] {
  const { worker, limit, now, leaseUntil } = claim;
  return sql.expired.all({ ...scopeOf(claim), now, limit }).map(({ seq }) => {
    sql.takeOver.run({ seq, worker, leaseUntil });
    return taskFrom(sql.bySeq.get({ seq }) ?? {});
  });
}

function scopeOf({ instance, gateway, only }: Claim) {
  return { instance, gateway, only: only === undefined ? null : JSON.stringify(only) };
}

function columnsOf(outcome: Outcome) {
  const { text: said = null, ...meta } = outcome.status === 'completed' ? outcome.answer : {};
  // The driver passes C strings: a NUL would cut the answer short.
  const text = said?.replaceAll('\0', '\ufffd') ?? null;
  return {
    status: outcome.status,
    failure: outcome.status === 'failed' ? JSON.stringify(outcome.failure) : null,
    answerMeta: text === null ? null : JSON.stringify(meta),
    answerText: text,
  };
}

function find(sql: Statements, id: string, principal: string): Task | undefined {
  const row = sql.get.get({ id, principal });
  return row && taskFrom(row);
}

function list(sql: Statements, filter: TaskFilter): TaskPage {
  const { principal, status, sessionId, instance, limit, cursor } = filter;
  const rows = sql.list.all({
    principal,
    status: status ?? null,
    sessionId: sessionId ?? null,
    instance: instance ?? null,
    before: cursor === undefined ? null : placeOf(cursor),
    // One more than asked for tells whether there is another page.
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const counted = sql.count.all({ principal }).map((row) => [row['status'], Number(row['count'])]);
  const none = TASK_STATUSES.map((one) => [one, 0]);
  return {
    tasks: shown.map(summaryFrom),
    ...(rows.length > limit ? { nextCursor: String(shown.at(-1)?.['seq']) } : {}),
    counts: Object.fromEntries([...none, ...counted]) as Record<TaskStatus, number>,
  };
}

function placeOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new Failure('invalid_input', 'cursor is not one that a list gave.', {
    hint: 'Pass the next_cursor of the page before, or leave it out for the newest tasks.',
  });
}
