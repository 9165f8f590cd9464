import type { EventLog, EventQuery, EventRetention } from '../../domain/port/event-log.ts';
import { eventFrom, eventRowOf, extentFrom, isAboutApproval, type EventRow } from '../event-row.ts';
import { markFrom, markRowOf, type MarkRow } from '../mark-row.ts';
import type { Signal } from '../signal.ts';
import { storable } from '../storable.ts';
import type { Row } from '../row.ts';
import type { Connection } from './connection.ts';
import type { EventStatements } from './event-statements.ts';

/** @param appended raised when this process has appended something */
export function createEventLog(
  { read, write, watch }: Connection,
  sql: EventStatements,
  appended: Signal,
): EventLog {
  return {
    append(events, mark) {
      const rows = events.map(eventRowOf);
      const moved = mark && markRowOf(mark);
      return write(() => append(rows, moved));
    },
    read: (query) => read(() => find(sql, query).map(eventFrom)),
    extent: () => read(() => extentFrom(sql.extent.get() ?? {})),
    known: (instance, ids) => read(() => known(sql, instance, ids)),
    openApprovals: (instance) => read(() => sql.openApprovals.all({ instance }).map(eventFrom)),
    marks: ({ instance, gateway }) =>
      read(() => {
        const since = sql.since.get({ instance, gateway })?.['since'];
        const sessions = sql.marks.all({ instance, gateway }).map(markFrom);
        return { ...(since === undefined ? {} : { since: Number(since) }), sessions };
      }),
    mark: ({ instance, gateway }, sessionKey) =>
      read(() => {
        const row = sql.markOf.get({ instance, gateway, sessionKey: storable(sessionKey) });
        return row && markFrom(row);
      }),
    begin: ({ instance, gateway }, since) => write(() => void sql.begin.run({ instance, gateway, since })),
    prune: (retention) => write(() => prune(sql, retention)),
    watch(listener) {
      const stops = [appended.listen(listener), watch(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };

  function append(rows: readonly EventRow[], mark: MarkRow | undefined): number {
    if (mark) sql.mark.run({ ...mark });
    const count = put(sql, rows);
    // The transaction ends in this turn of the event loop, so listeners find the events.
    if (count > 0) appended.raise();
    return count;
  }
}

function put(sql: EventStatements, rows: readonly EventRow[]): number {
  const newest = Number(sql.newest.get()?.['newest']);
  let count = 0;
  for (const row of rows) {
    const cursor = newest + count + 1;
    if (sql.put.run({ ...row, cursor }).changes === 0) continue;
    count++;
    if (isAboutApproval(row.type)) {
      sql.open.run({ cursor });
      sql.close.run({ cursor });
    }
  }
  if (count > 0) sql.advance.run({ count });
  return count;
}

function find(sql: EventStatements, { after, limit, sessionKey, withRaw }: EventQuery): readonly Row[] {
  if (sessionKey === undefined) return (withRaw ? sql.readWithRaw : sql.read).all({ after, limit });
  return (withRaw ? sql.readSessionWithRaw : sql.readSession).all({ after, limit, sessionKey });
}

function known(sql: EventStatements, instance: string, ids: readonly string[]): ReadonlySet<string> {
  const rows = sql.known.all({ instance, ids: JSON.stringify(ids.map(storable)) });
  const known = new Set(rows.map(({ id }) => id));
  return new Set(ids.filter((id) => known.has(storable(id))));
}

function prune(sql: EventStatements, { before, keep, limit }: EventRetention): number {
  const count = Number(sql.prune.run({ before, keep, limit }).changes);
  sql.forgetMarks.run({ before });
  if (count > 0) sql.forgetOpen.run();
  return count;
}
