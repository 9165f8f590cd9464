import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { SUMMARY_COLUMNS, TASK_COLUMNS } from './task-row.ts';

export type Statements = ReturnType<typeof prepareStatements>;

/**
 * Every statement of the task store, whole: each can be pasted into a console. A change and the reading of its row
 * are two statements of one transaction, because RETURNING costs five times as much here (48 instead of 9 µs).
 */
export function prepareStatements(db: DatabaseSync) {
  return {
    insert: db.prepare(`
      INSERT INTO task (id, principal, instance, gateway, session_id, session_key, priority, origin, idempotency_key, status, created_at, message)
      VALUES (:id, :principal, :instance, :gateway, :sessionId, :sessionKey, :priority, :origin, :idempotencyKey, 'pending', :createdAt, :message)
      ON CONFLICT DO NOTHING`),

    byIdempotencyKey: db.prepare(`
      SELECT ${TASK_COLUMNS} FROM task WHERE principal = :principal AND idempotency_key = :key`),

    // Of each free session only its first task, because one claim must not start two turns of one conversation.
    claimable: db.prepare(`
      SELECT seq FROM task AS candidate
      WHERE status = 'pending' AND gateway = :gateway AND instance = :instance
        AND (:only IS NULL OR id IN (SELECT value FROM json_each(:only)))
        AND NOT EXISTS (
          SELECT 1 FROM task AS busy
          WHERE busy.status = 'running' AND busy.gateway = candidate.gateway AND busy.session_key = candidate.session_key)
        AND seq = (
          SELECT seq FROM task AS first
          WHERE first.status = 'pending' AND first.gateway = candidate.gateway AND first.session_key = candidate.session_key
          ORDER BY first.priority DESC, first.seq LIMIT 1)
      ORDER BY priority DESC, seq LIMIT :limit`),

    begin: db.prepare(`
      UPDATE task SET status = 'running', worker = :worker, lease_until = :leaseUntil, started_at = :now WHERE seq = :seq`),

    putBack: db.prepare(`
      UPDATE task SET status = 'pending', worker = NULL, lease_until = NULL, started_at = NULL
      WHERE id = :id AND worker = :worker AND status = 'running'`),

    expired: db.prepare(`
      SELECT seq FROM task
      WHERE status = 'running' AND gateway = :gateway AND instance = :instance AND lease_until < :now
        AND (:only IS NULL OR id IN (SELECT value FROM json_each(:only)))
      ORDER BY lease_until LIMIT :limit`),

    takeOver: db.prepare(`
      UPDATE task SET worker = :worker, lease_until = :leaseUntil WHERE seq = :seq`),

    bySeq: db.prepare(`
      SELECT ${TASK_COLUMNS} FROM task WHERE seq = :seq`),

    renew: db.prepare(`
      UPDATE task SET lease_until = :leaseUntil, characters = :characters, last_activity_at = :lastActivityAt, tool = :tool
      WHERE id = :id AND worker = :worker AND status = 'running'`),

    cancelRequests: db.prepare(`
      SELECT id FROM task WHERE status = 'running' AND worker = :worker AND cancel_requested = 1`),

    settle: db.prepare(`
      UPDATE task SET status = :status, settled_at = :now, failure = :failure, answer_meta = :answerMeta, answer_text = :answerText,
        worker = NULL, lease_until = NULL, tool = NULL
      WHERE id = :id AND worker = :worker AND status = 'running'`),

    release: db.prepare(`
      UPDATE task SET lease_until = 0 WHERE status = 'running' AND worker = :worker`),

    cancel: db.prepare(`
      UPDATE task SET
        status = iif(status = 'pending', 'cancelled', status),
        settled_at = iif(status = 'pending', :now, settled_at),
        cancel_requested = 1
      WHERE id = :id AND principal = :principal AND status IN ('pending', 'running')`),

    get: db.prepare(`
      SELECT ${TASK_COLUMNS} FROM task WHERE id = :id AND principal = :principal`),

    list: db.prepare(`
      SELECT seq, ${SUMMARY_COLUMNS} FROM task
      WHERE principal = :principal
        AND (:before IS NULL OR seq < :before)
        AND (:status IS NULL OR status = :status)
        AND (:sessionId IS NULL OR session_id = :sessionId)
        AND (:instance IS NULL OR instance = :instance)
      ORDER BY seq DESC LIMIT :limit`),

    count: db.prepare(`
      SELECT status, count(*) AS count FROM task WHERE principal = :principal GROUP BY status`),

    // Reads the whole table, once an hour: what is kept is bounded.
    prune: db.prepare(`
      DELETE FROM task WHERE settled_at < :settledBefore
        OR seq IN (SELECT seq FROM task WHERE settled_at IS NOT NULL ORDER BY seq DESC LIMIT -1 OFFSET :keep)`),
  };
}
