import type { NewEvent } from '../../domain/event.ts';
import type { EventLog, EventQuery, GatewayName } from '../../domain/port/event-log.ts';
import { eventFrom, eventRowOf, extentFrom, isAboutApproval, type EventRow } from '../event-row.ts';
import { markFrom, markRowOf, type MarkRow } from '../mark-row.ts';
import type { Signal } from '../signal.ts';
import { storable } from '../storable.ts';
import type { Row } from '../row.ts';
import type { Ask, Connection } from './connection.ts';
import { BEGIN_APPENDING, eventStatements as sql } from './event-statements.ts';
import { createGroup } from './group.ts';
import { inTransaction } from './in-transaction.ts';
import { recordset } from './values.ts';

/** What one call of `append` was asked for. */
interface Addition {
  readonly rows: readonly EventRow[];
  readonly mark: MarkRow | undefined;
}

/** @param appended raised when this process has appended something */
export function createEventLog({ run, track, tell, watch }: Connection, appended: Signal): EventLog {
  const addOne = createGroup<Addition, number>({
    async send(additions) {
      let mayBeNew = false;
      const counts = await run((ask, maybeDone) => {
        // What an interrupted try has recorded is known to the next one.
        mayBeNew = maybeDone;
        return add(ask, additions);
      });
      if (mayBeNew || counts.some((count) => count > 0)) {
        tell();
        appended.raise();
      }
      return counts;
    },
    sizeOf: ({ rows }) => rows.reduce((sum, { data, raw }) => sum + data.length + (raw?.length ?? 0), 0),
  });

  return {
    append: (events, mark) => track(addOne(additionOf(events, mark && markRowOf(mark)))),
    read: async (query) => (await run((ask) => find(ask, query))).map(eventFrom),
    extent: async () => extentFrom((await run((ask) => ask(sql.extent)))[0] ?? {}),
    async known(instance, ids) {
      const rows = await run((ask) => ask(sql.known, [instance, ids]));
      const known = new Set(rows.map(({ id }) => id));
      return new Set(ids.filter((id) => known.has(storable(id))));
    },
    openApprovals: async (instance) =>
      (await run((ask) => ask(sql.openApprovals, [instance]))).map(eventFrom),
    marks: (gateway) => run((ask) => marks(ask, gateway)),
    async mark({ instance, gateway }, sessionKey) {
      const [row] = await run((ask) => ask(sql.markOf, [instance, gateway, sessionKey]));
      return row && markFrom(row);
    },
    async begin({ instance, gateway }, since) {
      await track(run((ask) => ask(sql.begin, [instance, gateway, since])));
    },
    async prune({ before, keep, limit }) {
      const [gone] = await run((ask) => ask(sql.prune, [before, keep, limit]));
      return Number(gone?.['count']);
    },
    watch(listener) {
      const stops = [appended.listen(listener), watch(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function additionOf(events: readonly NewEvent[], mark: MarkRow | undefined): Addition {
  return { rows: events.map(eventRowOf), mark };
}

/** How many events of each addition were new. Marks alone need not wait for those who add events. */
async function add(ask: Ask, additions: readonly Addition[]): Promise<readonly number[]> {
  const rows = additions.flatMap(({ rows: some }, addition) => some.map((row) => ({ ...row, addition })));
  if (rows.length === 0) {
    await move(ask, additions);
    return additions.map(() => 0);
  }
  const places = rows.map((row, place) => ({ ...row, place }));
  const fresh = await inTransaction(
    ask,
    async () => {
      const added = await ask(sql.append, [recordset(places)]);
      await noteApprovals(ask, added);
      await move(ask, additions);
      return added;
    },
    BEGIN_APPENDING,
  );
  const owners = fresh.map(({ place }) => rows[Number(place)]?.addition);
  return additions.map((_, addition) => owners.filter((owner) => owner === addition).length);
}

async function noteApprovals(ask: Ask, added: readonly Row[]): Promise<void> {
  const cursors = added
    .filter(({ type }) => isAboutApproval(String(type)))
    .map(({ cursor }) => String(cursor));
  if (cursors.length > 0) await ask(sql.noteApprovals, [cursors]);
}

/** Of several marks of one session the last one counts: a statement can move each only once. */
async function move(ask: Ask, additions: readonly Addition[]): Promise<void> {
  const last = new Map<string, MarkRow>();
  for (const { mark } of additions) {
    if (mark) last.set(JSON.stringify([mark.instance, mark.gateway, mark.session_key]), mark);
  }
  if (last.size > 0) await ask(sql.mark, [recordset([...last.values()])]);
}

function find(ask: Ask, { after, limit, sessionKey, withRaw }: EventQuery): Promise<readonly Row[]> {
  if (sessionKey === undefined) return ask(withRaw ? sql.readWithRaw : sql.read, [after, limit]);
  return ask(withRaw ? sql.readSessionWithRaw : sql.readSession, [after, limit, sessionKey]);
}

async function marks(ask: Ask, { instance, gateway }: GatewayName) {
  const [begun] = await ask(sql.since, [instance, gateway]);
  const rows = await ask(sql.marks, [instance, gateway]);
  return { ...(begun ? { since: Number(begun['since']) } : {}), sessions: rows.map(markFrom) };
}
