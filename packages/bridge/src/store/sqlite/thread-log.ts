import type { ThreadLog, Written } from '../../domain/port/thread-log.ts';
import type { Thread } from '../../domain/thread.ts';
import { fold } from '../fold.ts';
import { flag, number, text, type Row } from '../row.ts';
import type { Signal } from '../signal.ts';
import { storable } from '../storable.ts';
import { additionOf, type Addition } from '../thread-addition.ts';
import {
  entryFrom,
  foundFrom,
  loggedFrom,
  outgoingFrom,
  scopeOf,
  threadFrom,
  type EntryEffects,
  type EntryRow,
  type ThreadRow,
} from '../thread-row.ts';
import type { Connection } from './connection.ts';
import type { ThreadStatements } from './thread-statements.ts';

/** What an entry has from its thread. */
interface Place {
  readonly person: string;
  readonly link: string;
  readonly newest: number;
}

/** @param written raised when this process has changed a thread */
export function createThreadLog(
  { read, write, watch }: Connection,
  sql: ThreadStatements,
  written: Signal,
): ThreadLog {
  return {
    epoch: () => read(() => text(sql.head.get() ?? {}, 'epoch')),
    append: (entry, begin) => {
      const addition = additionOf(entry, begin);
      return write(() => raised(append(sql, addition), (result) => result?.isNew === true));
    },
    find: (link, key) =>
      read(() => {
        const row = sql.find.get({ link: storable(link), key: storable(key) });
        return row && entryFrom(row);
      }),
    after: (thread, seq, limit) =>
      read(() => sql.after.all({ thread: storable(thread), seq, limit }).map(entryFrom)),
    page: ({ thread, before = Number.MAX_SAFE_INTEGER, limit }) =>
      read(() =>
        sql.page
          .all({ thread: storable(thread), before, limit })
          .map(entryFrom)
          .toReversed(),
      ),
    since: (cursor, limit) => read(() => sql.since.all({ cursor, limit }).map(loggedFrom)),
    newest: () => read(() => number(sql.head.get() ?? {}, 'newest')),
    undelivered: (link, after, limit) =>
      read(() => sql.undelivered.all({ link: storable(link), after, limit }).map(outgoingFrom)),
    threads: (user, limit) => read(() => sql.threads.all({ person: storable(user), limit }).map(threadFrom)),
    thread: (id) => read(() => find(storable(id))),
    rename: (id, user, title) =>
      write(() => {
        const renamed = { id: storable(id), person: storable(user), title: storable(title) };
        return raised(sql.rename.run(renamed).changes === 1, Boolean) ? find(renamed.id) : undefined;
      }),
    markRead: (id, user, seq) =>
      write(() => {
        const marked = { id: storable(id), person: storable(user) };
        raised(sql.markRead.run({ ...marked, seq }).changes === 1, Boolean);
        const thread = find(marked.id);
        return thread?.user === marked.person ? thread : undefined;
      }),
    remove: (id, user) =>
      write(() => raised(remove(sql, { id: storable(id), person: storable(user) }), Boolean)),
    search: (user, wanted, limit) =>
      read(() => sql.search.all({ person: storable(user), needle: fold(wanted), limit }).map(foundFrom)),
    prune: (before) =>
      write(() => {
        const old = sql.old.all({ before });
        for (const row of old) remove(sql, { id: text(row, 'id'), person: text(row, 'person') });
        return raised(old.length, (count) => count > 0);
      }),
    watch(listener) {
      const stops = [written.listen(listener), watch(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };

  function find(id: string): Thread | undefined {
    const row = sql.thread.get({ id });
    return row && threadFrom(row);
  }

  /** The transaction ends in this turn of the event loop, so listeners find what has changed. */
  function raised<T>(result: T, hasChanged: (result: T) => boolean): T {
    if (hasChanged(result)) written.raise();
    return result;
  }
}

function append(sql: ThreadStatements, { row, effects, begin }: Addition): Written | undefined {
  const there = sql.place.get({ id: row.thread });
  const place = there ? placeFrom(there, begin) : begin && { ...begin, newest: 0 };
  if (place === undefined) return undefined;
  const { person, link } = place;
  const scope = scopeOf(row.key, person);
  const known = sql.known.get({ link, key: row.key, scope });
  if (known) return { entry: entryFrom(known), isNew: false };
  if (!there && begin) sql.begin.run({ ...begin });
  const cursor = number(sql.head.get() ?? {}, 'newest') + 1;
  const seq = place.newest + 1;
  sql.put.run({ ...row, cursor, seq, person, link, scope });
  sql.advance.run({ cursor });
  sql.grow.run({ id: row.thread, seq, news: row.news });
  take(sql, effects, row, { cursor, link });
  return { entry: entryFrom({ ...row, seq }), isNew: true };
}

/** Undefined for a thread that was removed or is not his who begins it. */
function placeFrom(row: Row, begin: ThreadRow | undefined): Place | undefined {
  const place = { person: text(row, 'person'), link: text(row, 'link'), newest: number(row, 'newest') };
  const isForeign = begin !== undefined && begin.person !== place.person;
  return isForeign || flag(row, 'removed') ? undefined : place;
}

function take(
  sql: ThreadStatements,
  { preview, isOutgoing, arrived, uploads }: EntryEffects,
  { thread, id, at }: EntryRow,
  { cursor, link }: { readonly cursor: number; readonly link: string },
): void {
  if (preview !== undefined) sql.show.run({ id: thread, at, preview });
  if (isOutgoing) sql.send.run({ cursor, link, thread, entry: id });
  if (arrived !== undefined) sql.arrive.run({ thread, entry: arrived });
  for (const upload of uploads) sql.use.run({ upload, thread });
}

function remove(sql: ThreadStatements, which: { readonly id: string; readonly person: string }): boolean {
  if (sql.remove.run(which).changes === 0) return false;
  const { id } = which;
  sql.forgetEntries.run({ id });
  sql.forgetOutgoing.run({ id });
  sql.forgetUses.run({ id });
  return true;
}
