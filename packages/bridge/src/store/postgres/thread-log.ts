import type { ThreadLog, Written } from '../../domain/port/thread-log.ts';
import type { Thread } from '../../domain/thread.ts';
import { fold } from '../fold.ts';
import { number, text, type Row } from '../row.ts';
import type { Signal } from '../signal.ts';
import { additionOf, type Addition } from '../thread-addition.ts';
import { entryFrom, foundFrom, loggedFrom, outgoingFrom, threadFrom } from '../thread-row.ts';
import type { Ask, Connection } from './connection.ts';
import { createGroup } from './group.ts';
import { inTransaction } from './in-transaction.ts';
import { planOf, type Plan } from './thread-plan.ts';
import { BEGIN_WRITING, threadStatements as sql } from './thread-statements.ts';
import { recordset } from './values.ts';

/** Nobody writes meanwhile: so many are forgotten at once, and then others have their turn. */
const PRUNED_AT_ONCE = 50;

/** @param written raised when this process has changed a thread */
export function createThreadLog({ run, track, tell, watch }: Connection, written: Signal): ThreadLog {
  const appendOne = createGroup<Addition, Written | undefined>({
    async send(additions) {
      const results = await run((ask, maybeDone) => append(ask, additions, maybeDone));
      return raised(results, (all) => all.some((one) => one?.isNew));
    },
    sizeOf: ({ row: { data, folded } }) => data.length + (folded?.length ?? 0),
  });

  return {
    epoch: async () => text(await only(sql.head), 'epoch'),
    append: (entry, begin) => track(appendOne(additionOf(entry, begin))),
    async find(link, key) {
      const [row] = await run((ask) => ask(sql.find, [link, key]));
      return row && entryFrom(row);
    },
    after: async (thread, seq, limit) =>
      (await run((ask) => ask(sql.after, [thread, seq, limit]))).map(entryFrom),
    page: async ({ thread, before = Number.MAX_SAFE_INTEGER, limit }) =>
      (await run((ask) => ask(sql.page, [thread, before, limit]))).map(entryFrom).toReversed(),
    since: async (cursor, limit) => (await run((ask) => ask(sql.since, [cursor, limit]))).map(loggedFrom),
    newest: async () => number(await only(sql.head), 'newest'),
    undelivered: async (link, after, limit) =>
      (await run((ask) => ask(sql.undelivered, [link, after, limit]))).map(outgoingFrom),
    threads: async (user, limit) => (await run((ask) => ask(sql.threads, [user, limit]))).map(threadFrom),
    thread: (id) => run((ask) => find(ask, id)),
    async rename(id, user, title) {
      const [row] = await track(run((ask) => ask(sql.rename, [id, user, title])));
      return raised(row && threadFrom(row), Boolean);
    },
    markRead: async (id, user, seq) =>
      raised(await track(run((ask) => markRead(ask, id, user, seq))), Boolean),
    remove: async (id, user) =>
      raised(await track(run((ask, maybeDone) => remove(ask, id, user, maybeDone))), Boolean),
    search: async (user, wanted, limit) =>
      (await run((ask) => ask(sql.search, [user, fold(wanted), limit]))).map(foundFrom),
    async prune(before) {
      let count = 0;
      for (let some = PRUNED_AT_ONCE; some === PRUNED_AT_ONCE; count += some)
        some = await track(run((ask) => pruneSome(ask, before)));
      return raised(count, (all) => all > 0);
    },
    watch(listener) {
      const stops = [written.listen(listener), watch(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };

  async function only(statement: typeof sql.head): Promise<Row> {
    const [row = {}] = await run((ask) => ask(statement));
    return row;
  }

  function raised<T>(result: T, hasChanged: (result: T) => boolean | undefined): T {
    if (hasChanged(result)) {
      tell();
      written.raise();
    }
    return result;
  }
}

function append(
  ask: Ask,
  additions: readonly Addition[],
  maybeDone: boolean,
): Promise<readonly (Written | undefined)[]> {
  return inTransaction(
    ask,
    async () => {
      const wanted = additions.map(({ row: { thread, key }, begin }, place) => ({
        place,
        thread,
        key,
        person: begin?.person,
        link: begin?.link,
      }));
      const plan = planOf(additions, await ask(sql.look, [recordset(wanted)]), maybeDone);
      if (plan.put.length > 0) await write(ask, plan);
      return plan.results;
    },
    BEGIN_WRITING,
  );
}

async function write(ask: Ask, { put, threads, sent, arrived, used, newest }: Plan): Promise<void> {
  const begun = threads.filter(({ begin }) => begin !== undefined);
  const grown = threads.filter(({ begin }) => begin === undefined);
  await ask(sql.write, [
    recordset(put),
    recordset(begun.map(({ begin, ...thread }) => ({ ...begin, ...thread }))),
    recordset(grown),
    recordset([...sent.values()]),
    recordset(arrived),
    recordset(used),
    newest,
  ]);
}

function markRead(ask: Ask, id: string, user: string, seq: number): Promise<Thread | undefined> {
  return inTransaction(ask, async () => {
    const [ours] = await ask(sql.lock, [id, user]);
    if (ours === undefined) return undefined;
    await ask(sql.markRead, [id, seq]);
    return await find(ask, id);
  });
}

/** An interrupted try may have removed it. */
async function remove(ask: Ask, id: string, user: string, maybeDone: boolean): Promise<boolean> {
  const removed = await inTransaction(ask, () => ask(sql.remove, [id, user]), BEGIN_WRITING);
  const gone = removed.length > 0 || !maybeDone ? removed : await ask(sql.removed, [id, user]);
  return gone.length > 0;
}

async function pruneSome(ask: Ask, before: number): Promise<number> {
  const gone = await inTransaction(ask, () => ask(sql.prune, [before, PRUNED_AT_ONCE]), BEGIN_WRITING);
  return gone.length;
}

async function find(ask: Ask, id: string): Promise<Thread | undefined> {
  const [row] = await ask(sql.thread, [id]);
  return row && threadFrom(row);
}
