import { Failure } from '../../domain/failure.ts';
import type { NotifyTarget } from '../../domain/notice.ts';
import type {
  Claim,
  Retention,
  Surrender,
  TaskFilter,
  TaskPage,
  TaskStore,
} from '../../domain/port/task-store.ts';
import { spokenNumberOf } from '../../domain/spoken-key.ts';
import { isSettled, MAX_PRIORITY, pendingTask, type NewTask, type Task } from '../../domain/task.ts';
import { columnsOf } from '../outcome-columns.ts';
import { storable } from '../storable.ts';
import { countsFrom, loadFrom, pageFrom, placeOf, rowsFor } from '../task-page.ts';
import { tallyFrom } from '../task-tally.ts';
import type { Row } from '../row.ts';
import { summaryFrom, taskFrom } from '../task-row.ts';
import type { Connection } from './connection.ts';
import type { OutboxStatements } from './outbox-statements.ts';
import type { Settlements } from './settlements.ts';
import type { SpokenStatements } from './spoken-statements.ts';
import type { TaskStatements } from './task-statements.ts';

export function createTaskStore(
  { read, write, watch }: Connection,
  sql: TaskStatements,
  outbox: OutboxStatements,
  spoken: SpokenStatements,
  settlements: Settlements,
): TaskStore {
  return {
    add: (task) => write(() => add(sql, spoken, task)),
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
      write(() => {
        const isOurs = sql.settle.run({ id, worker, now, ...columnsOf(outcome) }).changes === 1;
        if (isOurs) conclude(id);
        return isOurs;
      }),
    retry: (id, worker, { attempt, notBefore, failure }) =>
      write(
        () =>
          sql.retry.run({ id, worker, attempt, notBefore, failure: JSON.stringify(failure) }).changes === 1,
      ),
    giveUp: (surrender) => write(() => giveUp(surrender)),
    release: (worker) => write(() => void sql.release.run({ worker })),
    cancel: (id, principal, now) => write(() => cancel(id, principal, now)),
    alsoNotify: (id, principal, targets) => write(() => alsoNotify(sql, id, principal, targets)),
    get: (id, principal) => read(() => find(sql, id, principal)),
    look: (ids) => read(() => sql.look.all({ ids: JSON.stringify(ids) }).map(summaryFrom)),
    list: (filter) => read(() => list(sql, filter)),
    tally: (query) => read(() => tallyFrom(sql.tallySince.all({ ...query }), query)),
    load: () => read(() => sql.load.all().map(loadFrom)),
    prune: (retention) => write(() => prune(retention)),
    watch,
  };

  /** What belongs to the end of a task, whatever it was. */
  function conclude(id: string): void {
    sql.tally.run({ id });
    outbox.put.run({ taskId: id });
    settlements.record(id);
  }

  function giveUp({ failure, now, ...which }: Surrender): readonly Task[] {
    const rows = surrendering(which);
    return rows.map(({ seq, id }) => {
      sql.surrender.run({ seq, now, failure: JSON.stringify(failure) });
      conclude(String(id));
      return taskFrom(sql.bySeq.get({ seq }) ?? {});
    });
  }

  function surrendering({ instance, gateway, only, waitedUntil }: Omit<Surrender, 'failure' | 'now'>): Row[] {
    if (instance === undefined || gateway === undefined) return sql.forgotten.all({ waitedUntil });
    if (only === undefined) return sql.surrendering.all({ instance, gateway, waitedUntil });
    return sql.surrenderingOf.all({ instance, gateway, waitedUntil, only: JSON.stringify(only) });
  }

  function cancel(id: string, principal: string, now: number): Task | undefined {
    const { changes } = sql.cancel.run({ id, principal, now });
    const task = find(sql, id, principal);
    if (changes === 1 && task?.status === 'cancelled') conclude(id);
    return task;
  }

  /** By age, then by number. */
  function prune({ settledBefore, keep, keepSince, limit }: Retention): number {
    const aged = forget(settledBefore, limit);
    const excess = Number(sql.countAllSettled.get()?.['count']) - keep;
    const room = Math.min(limit - aged, excess);
    return room > 0 ? aged + forget(keepSince, room) : aged;
  }

  function forget(before: number, limit: number): number {
    const rows = sql.settledLongAgo.all({ before, limit });
    for (const { seq, id, principal, status } of rows) {
      sql.delete.run({ seq });
      sql.untally.run({ principal, status, count: 1 });
      outbox.forget.run({ taskId: id });
      spoken.forget.run({ taskId: id });
    }
    return rows.length;
  }
}
function add(sql: TaskStatements, spoken: SpokenStatements, task: NewTask): { task: Task; created: boolean } {
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
    giveUpAt: task.giveUpAt,
    mayRepeat: task.mayRepeat ? 1 : 0,
    notify: task.notify.length === 0 ? null : JSON.stringify(task.notify),
    createdAt: task.createdAt,
    message: task.message,
  });
  if (changes === 1) {
    const number = spokenNumberOf(task);
    if (number !== undefined)
      spoken.bind.run({ principal: storable(task.principal), number, taskId: task.id });
    return { task: pendingTask(task), created: true };
  }
  const earlier = sql.byIdempotencyKey.get({ principal: task.principal, key: task.idempotencyKey ?? null });
  if (!earlier) throw new Failure('internal', `Task id ${task.id} exists already.`);
  return { task: taskFrom(earlier), created: false };
}

function begin(sql: TaskStatements, claim: Claim): readonly Task[] {
  const { worker, limit, now, leaseUntil, minPriority = -MAX_PRIORITY } = claim;
  return claimable(sql, { ...scopeOf(claim), limit, now, minPriority }).map(({ seq }) => {
    sql.begin.run({ seq, worker, now, leaseUntil });
    return taskFrom(sql.bySeq.get({ seq }) ?? {});
  });
}

function claimable(
  sql: TaskStatements,
  wanted: ReturnType<typeof scopeOf> & Pick<Claim, 'limit' | 'now'> & { minPriority: number },
): readonly Row[] {
  const { instance, gateway } = wanted;
  const { first = null, last } = sql.waiting.get({ instance, gateway }) ?? {};
  if (first === null) return [];
  return first === last ? sql.claimableOf.all({ ...wanted, principal: first }) : sql.claimable.all(wanted);
}

function takeOver(sql: TaskStatements, claim: Claim): readonly Task[] {
  const { worker, limit, now, leaseUntil } = claim;
  return sql.expired.all({ ...scopeOf(claim), now, leaseUntil, limit }).map(({ seq }) => {
    sql.takeOver.run({ seq, worker, leaseUntil });
    return taskFrom(sql.bySeq.get({ seq }) ?? {});
  });
}

function scopeOf({ instance, gateway, only }: Pick<Claim, 'instance' | 'gateway' | 'only'>) {
  return { instance, gateway, only: only === undefined ? null : JSON.stringify(only) };
}

function alsoNotify(
  sql: TaskStatements,
  id: string,
  principal: string,
  targets: readonly NotifyTarget[],
): boolean {
  const task = find(sql, id, principal);
  if (task === undefined || isSettled(task.status)) return false;
  const all = new Set([...task.notify, ...targets]);
  if (all.size > 0) sql.alsoNotify.run({ id, notify: JSON.stringify([...all]) });
  return true;
}

function find(sql: TaskStatements, id: string, principal: string): Task | undefined {
  const row = sql.get.get({ id, principal });
  return row && taskFrom(row);
}

function list(sql: TaskStatements, filter: TaskFilter): TaskPage {
  const { principal, status, instance, cursor } = filter;
  const whose = principal === undefined ? {} : { principal };
  const ways = principal === undefined ? sql.ofEverybody : sql;
  const rows = newest(ways, filter, {
    ...whose,
    status: status ?? null,
    instance: instance ?? null,
    before: cursor === undefined ? null : placeOf(cursor),
    limit: rowsFor(filter),
  });
  return pageFrom(rows, filter, countsOf(ways, whose));
}

/** Among the tasks of one principal, or among everybody's. */
type Ways = TaskStatements['ofEverybody'];

function newest(ways: Ways, { sessionId, status }: TaskFilter, bindings: object): readonly Row[] {
  if (sessionId !== undefined) return ways.listSession.all({ ...bindings, sessionId });
  if (status === 'pending') return ways.listPending.all({ ...bindings });
  if (status === 'running') return ways.listRunning.all({ ...bindings });
  if (status === 'failed' || status === 'cancelled') return ways.listWithoutAnswer.all({ ...bindings });
  return ways.listAll.all({ ...bindings });
}

function countsOf(ways: Ways, whose: object): TaskPage['counts'] {
  return countsFrom(
    [ways.countPending, ways.countRunning, ways.countSettled].flatMap((one) => one.all({ ...whose })),
  );
}
