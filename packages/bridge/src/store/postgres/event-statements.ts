import { EVENT_COLUMNS } from '../event-row.ts';
import { MARK_COLUMNS } from '../mark-row.ts';
import { named } from './statement.ts';

const APPROVAL_TYPES = "('exec_approval_requested', 'plugin_approval_requested')";

/** Every statement of the event log, whole. What records the end of a task stands with the tasks. */
export const eventStatements = named('event', {
  // After the lock of the head, so that it sees everything that was committed under the lock before.
  append: `
    WITH fresh AS MATERIALIZED (
      SELECT DISTINCT ON (instance, type, id) *
      FROM json_to_recordset($1::json) AS added (place integer, instance text, type text, id text, session_key text,
        principal text, at bigint, data text, raw text)
      WHERE (
        SELECT cursor FROM event
        WHERE event.instance = added.instance AND event.type = added.type AND event.id = added.id) IS NULL
      ORDER BY instance, type, id, place
    ), numbered AS MATERIALIZED (
      SELECT head.newest + row_number() OVER (ORDER BY place) AS cursor, fresh.* FROM fresh CROSS JOIN event_head AS head
    ), logged AS (
      INSERT INTO event (cursor, instance, type, id, session_key, principal, at, data, raw)
      SELECT cursor, instance, type, id, session_key, principal, at, data, raw FROM numbered
    ), moved AS (
      UPDATE event_head SET newest = newest + added.count
      FROM (SELECT count(*) FROM numbered) AS added WHERE added.count > 0
    )
    SELECT place, cursor, type FROM numbered ORDER BY cursor`,

  // What opens and ends at once has never been open.
  noteApprovals: `
    WITH opened AS (
      INSERT INTO open_approval (cursor)
      SELECT cursor FROM event AS request
      WHERE cursor = ANY ($1::bigint[]) AND type IN ${APPROVAL_TYPES}
        AND (
          SELECT cursor FROM event
          WHERE instance = request.instance AND type = replace(request.type, 'requested', 'resolved')
            AND id = request.id) IS NULL
    )
    DELETE FROM open_approval USING event AS ended, event AS request
    WHERE ended.cursor = ANY ($1::bigint[]) AND request.type IN ${APPROVAL_TYPES}
      AND request.instance = ended.instance AND request.type = replace(ended.type, 'resolved', 'requested')
      AND request.id = ended.id AND open_approval.cursor = request.cursor`,

  // The few that are open lead, however few events there are: LIMIT keeps the planner from turning it round.
  openApprovals: `
    SELECT request.* FROM open_approval AS open CROSS JOIN LATERAL (
      SELECT ${EVENT_COLUMNS}, raw FROM event WHERE cursor = open.cursor LIMIT 1) AS request
    WHERE request.instance = $1 ORDER BY request.cursor`,

  read: reading(''),
  readWithRaw: reading(', raw'),
  readSession: readingSession(''),
  readSessionWithRaw: readingSession(', raw'),

  extent: `
    SELECT epoch, newest, coalesce((SELECT cursor FROM event ORDER BY cursor LIMIT 1), newest + 1) AS oldest FROM event_head`,

  known: `
    SELECT id FROM event WHERE instance = $1 AND type IN ('message', 'exec_approval_resolved', 'plugin_approval_resolved') AND id = ANY ($2::text[])`,

  since: `
    SELECT since FROM gateway_mark WHERE instance = $1 AND gateway = $2`,

  begin: `
    INSERT INTO gateway_mark (instance, gateway, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,

  marks: `
    SELECT ${MARK_COLUMNS} FROM session_mark WHERE instance = $1 AND gateway = $2 ORDER BY session_key`,

  markOf: `
    SELECT ${MARK_COLUMNS} FROM session_mark WHERE instance = $1 AND gateway = $2 AND session_key = $3`,

  // In one order, so that two processes do not lock each other out; and not back: another one may have come further.
  mark: `
    INSERT INTO session_mark (instance, gateway, ${MARK_COLUMNS})
    SELECT * FROM json_to_recordset($1::json) AS moved (instance text, gateway text, session_key text, session_id text,
      updated_at bigint, message_id text, message_seq bigint, source text, raw_seq bigint, history_cursor text,
      route text)
    ORDER BY instance, gateway, session_key
    ON CONFLICT (instance, gateway, session_key) DO UPDATE SET session_id = excluded.session_id,
      updated_at = excluded.updated_at, message_id = excluded.message_id, message_seq = excluded.message_seq,
      source = excluded.source, raw_seq = excluded.raw_seq, history_cursor = excluded.history_cursor,
      route = excluded.route, moved_at = excluded.moved_at
    WHERE (session_mark.source = excluded.source AND session_mark.raw_seq > excluded.raw_seq) IS NOT TRUE`,

  // From the oldest on and without holes: up to the first that is young enough, and at least up to where few enough are
  // left. Two that do it at once find the same ones.
  prune: `
    WITH first AS MATERIALIZED (
      SELECT cursor, cursor + $3::bigint AS last FROM event ORDER BY cursor LIMIT 1
    ), kept AS MATERIALIZED (
      SELECT least(first.last, greatest(
        (SELECT newest + 1 - $2::bigint FROM event_head),
        coalesce(
          (SELECT cursor FROM event WHERE cursor < first.last AND logged_at >= $1 ORDER BY cursor LIMIT 1),
          first.last))) AS cursor
      FROM first
    ), closed AS (
      DELETE FROM open_approval WHERE cursor < (SELECT cursor FROM kept)
    ), forgotten AS (
      DELETE FROM session_mark WHERE moved_at < $1
    ), gone AS (
      DELETE FROM event WHERE cursor < (SELECT cursor FROM kept) RETURNING 1
    )
    SELECT count(*) AS count FROM gone`,
});

/** Begins a transaction in which nobody else adds events, until it ends. */
export const BEGIN_APPENDING = 'BEGIN; SELECT FROM event_head FOR UPDATE';

function reading(raw: string): string {
  return `
    SELECT ${EVENT_COLUMNS}${raw} FROM event WHERE cursor > $1 ORDER BY cursor LIMIT $2`;
}

/** Written as its index is. */
function readingSession(raw: string): string {
  return `
    SELECT ${EVENT_COLUMNS}${raw} FROM event
    WHERE session_key = $3 AND cursor + 0 > $1 ORDER BY cursor + 0 LIMIT $2`;
}
