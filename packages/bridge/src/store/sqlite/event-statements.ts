import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { EVENT_COLUMNS } from '../event-row.ts';
import { MARK_COLUMNS } from '../mark-row.ts';

export type EventStatements = ReturnType<typeof prepareEventStatements>;

/** Every statement of the event log, whole. */
export function prepareEventStatements(db: DatabaseSync) {
  return {
    newest: db.prepare(`
      SELECT newest FROM event_head`),

    put: db.prepare(`
      INSERT INTO event (cursor, instance, type, id, session_key, principal, at, data, raw)
      VALUES (:cursor, :instance, :type, :id, :session_key, :principal, :at, :data, :raw)
      ON CONFLICT (instance, type, id) DO NOTHING`),

    // The head moves with the statement that follows: RETURNING would cost more than the two.
    putSettled: db.prepare(`
      INSERT INTO event (cursor, instance, type, id, session_key, principal, at, data)
      SELECT head.newest + 1, task.instance, 'task_settled', task.id, iif(task.session_key LIKE 'agent:%:%', '', 'agent:main:') || lower(task.session_key), task.principal, task.settled_at,
        json_object('task', json_object('taskId', task.id, 'sessionId', task.session_id, 'status', task.status))
      FROM task CROSS JOIN event_head AS head WHERE task.id = :taskId
      ON CONFLICT (instance, type, id) DO NOTHING`),

    advance: db.prepare(`
      UPDATE event_head SET newest = newest + :count`),

    open: db.prepare(`
      INSERT INTO open_approval (cursor)
      SELECT cursor FROM event AS request
      WHERE cursor = :cursor AND type IN ('exec_approval_requested', 'plugin_approval_requested')
        AND NOT EXISTS (
          SELECT 1 FROM event
          WHERE instance = request.instance AND type = replace(request.type, 'requested', 'resolved') AND id = request.id)`),

    close: db.prepare(`
      DELETE FROM open_approval WHERE cursor = (
        SELECT request.cursor FROM event AS ended JOIN event AS request
          ON request.instance = ended.instance AND request.type = replace(ended.type, 'resolved', 'requested')
          AND request.id = ended.id
        WHERE ended.cursor = :cursor AND ended.type IN ('exec_approval_resolved', 'plugin_approval_resolved'))`),

    openApprovals: db.prepare(`
      SELECT ${EVENT_COLUMNS}, raw FROM open_approval CROSS JOIN event USING (cursor)
      WHERE instance = :instance ORDER BY cursor`),

    read: db.prepare(reading('', '')),
    readWithRaw: db.prepare(reading(', raw', '')),
    readSession: db.prepare(reading('', 'session_key = :sessionKey AND')),
    readSessionWithRaw: db.prepare(reading(', raw', 'session_key = :sessionKey AND')),

    extent: db.prepare(`
      SELECT epoch, newest, coalesce((SELECT min(cursor) FROM event), newest + 1) AS oldest FROM event_head`),

    known: db.prepare(`
      SELECT id FROM event
      WHERE instance = :instance AND type IN ('message', 'exec_approval_resolved', 'plugin_approval_resolved') AND id IN (SELECT value FROM json_each(:ids))`),

    since: db.prepare(`
      SELECT since FROM gateway_mark WHERE instance = :instance AND gateway = :gateway`),

    begin: db.prepare(`
      INSERT INTO gateway_mark (instance, gateway, since) VALUES (:instance, :gateway, :since) ON CONFLICT DO NOTHING`),

    marks: db.prepare(`
      SELECT ${MARK_COLUMNS} FROM session_mark WHERE instance = :instance AND gateway = :gateway ORDER BY session_key`),

    markOf: db.prepare(`
      SELECT ${MARK_COLUMNS} FROM session_mark
      WHERE instance = :instance AND gateway = :gateway AND session_key = :sessionKey`),

    // Not back: another process may have come further.
    mark: db.prepare(`
      INSERT INTO session_mark (instance, gateway, ${MARK_COLUMNS})
      VALUES (:instance, :gateway, :session_key, :session_id, :updated_at, :message_id, :message_seq, :source, :raw_seq,
        :history_cursor, :route)
      ON CONFLICT DO UPDATE SET session_id = excluded.session_id, updated_at = excluded.updated_at,
        message_id = excluded.message_id, message_seq = excluded.message_seq, source = excluded.source,
        raw_seq = excluded.raw_seq, history_cursor = excluded.history_cursor, route = excluded.route,
        moved_at = excluded.moved_at
      WHERE (session_mark.source = excluded.source AND session_mark.raw_seq > excluded.raw_seq) IS NOT TRUE`),

    forgetMarks: db.prepare(`
      DELETE FROM session_mark WHERE moved_at < :before`),

    // From the oldest on and without holes: up to the first that is young enough, and at least up to where few enough are left.
    prune: db.prepare(`
      WITH first (cursor) AS (SELECT min(cursor) FROM event)
      DELETE FROM event WHERE cursor < (
        SELECT min(first.cursor + :limit, max(
          (SELECT newest + 1 - :keep FROM event_head),
          coalesce(
            (SELECT event.cursor FROM event
             WHERE event.cursor < first.cursor + :limit AND logged_at >= :before ORDER BY event.cursor LIMIT 1),
            first.cursor + :limit)))
        FROM first)`),

    forgetOpen: db.prepare(`
      DELETE FROM open_approval WHERE cursor < (SELECT coalesce(min(cursor), 9e18) FROM event)`),
  };
}

function reading(raw: string, condition: string): string {
  return `
      SELECT ${EVENT_COLUMNS}${raw} FROM event WHERE ${condition} cursor > :after ORDER BY cursor LIMIT :limit`;
}
