import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { SUMMARY_COLUMNS, TASK_COLUMNS } from '../task-row.ts';

export type TaskStatements = ReturnType<typeof prepareTaskStatements>;

/**
 * Every statement of the task store, whole: each can be pasted into a console. A change and the reading of its row
 * are two statements of one transaction, because RETURNING costs five times as much here (48 instead of 9 µs).
 */
export function prepareTaskStatements(db: DatabaseSync) {
  return {
    insert: db.prepare(`
      INSERT INTO task (id, principal, instance, gateway, session_id, session_key, priority, origin, idempotency_key,
        give_up_at, may_repeat, status, created_at, notify, message)
      VALUES (:id, :principal, :instance, :gateway, :sessionId, :sessionKey, :priority, :origin, :idempotencyKey,
        :giveUpAt, :mayRepeat, 'pending', :createdAt, :notify, :message)
      ON CONFLICT DO NOTHING`),

    byIdempotencyKey: db.prepare(`
      SELECT ${TASK_COLUMNS} FROM task WHERE principal = :principal AND idempotency_key = :key`),

    waiting: db.prepare(`
      SELECT
        (SELECT min(principal) FROM task WHERE status = 'pending' AND gateway = :gateway AND instance = :instance) AS first,
        (SELECT max(principal) FROM task WHERE status = 'pending' AND gateway = :gateway AND instance = :instance) AS last`),

    claimableOf: db.prepare(firstTasksOf(':principal')),

    // Each principal brings his own first tasks; the window then lets the principals take turns. Where only one waits,
    // as mostly, the statement above does it for a fifth of the cost.
    claimable: db.prepare(`
      WITH RECURSIVE waiting (principal) AS (
        SELECT min(principal) FROM task WHERE status = 'pending' AND gateway = :gateway AND instance = :instance
        UNION ALL
        SELECT (SELECT min(principal) FROM task
                WHERE status = 'pending' AND gateway = :gateway AND instance = :instance AND principal > waiting.principal)
        FROM waiting WHERE waiting.principal IS NOT NULL
      )
      SELECT candidate.seq FROM waiting JOIN task AS candidate ON candidate.seq IN (${firstTasksOf('waiting.principal')})
      ORDER BY candidate.priority DESC,
        row_number() OVER (PARTITION BY candidate.principal ORDER BY candidate.priority DESC, candidate.seq)
          + (SELECT count(*) FROM task AS running INDEXED BY task_one_running
             WHERE running.status = 'running' AND running.gateway = :gateway AND running.principal = candidate.principal),
        candidate.seq
      LIMIT :limit`),

    begin: db.prepare(`
      UPDATE task SET status = 'running', worker = :worker, lease_until = :leaseUntil, started_at = :now, failure = NULL WHERE seq = :seq`),

    putBack: db.prepare(`
      UPDATE task SET status = 'pending', worker = NULL, lease_until = NULL, started_at = NULL
      WHERE id = :id AND worker = :worker AND status = 'running'`),

    expired: db.prepare(`
      SELECT seq FROM task
      WHERE status = 'running' AND gateway = :gateway AND instance = :instance
        AND (lease_until < :now OR lease_until > :leaseUntil + (:leaseUntil - :now))
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

    retry: db.prepare(`
      UPDATE task SET status = 'pending', attempt = :attempt, not_before = :notBefore, failure = :failure,
        worker = NULL, lease_until = NULL, started_at = NULL, characters = NULL, last_activity_at = NULL, tool = NULL
      WHERE id = :id AND worker = :worker AND status = 'running' AND cancel_requested = 0`),

    surrendering: db.prepare(`
      SELECT seq, id FROM task
      WHERE status = 'pending' AND gateway = :gateway AND instance = :instance AND give_up_at <= :waitedUntil`),

    surrenderingOf: db.prepare(`
      SELECT seq, id FROM task
      WHERE status = 'pending' AND gateway = :gateway AND instance = :instance AND give_up_at <= :waitedUntil
        AND id IN (SELECT value FROM json_each(:only))`),

    forgotten: db.prepare(`
      SELECT seq, id FROM task WHERE status = 'pending' AND give_up_at <= :waitedUntil`),

    surrender: db.prepare(`
      UPDATE task SET status = 'failed', settled_at = :now, failure = :failure WHERE seq = :seq`),

    tally: db.prepare(`
      INSERT INTO task_tally (principal, status, count) SELECT principal, status, 1 FROM task WHERE id = :id
      ON CONFLICT DO UPDATE SET count = count + 1`),

    untally: db.prepare(`
      UPDATE task_tally SET count = count - :count WHERE principal = :principal AND status = :status`),

    release: db.prepare(`
      UPDATE task SET lease_until = 0 WHERE status = 'running' AND worker = :worker`),

    cancel: db.prepare(`
      UPDATE task SET
        status = iif(status = 'pending', 'cancelled', status),
        settled_at = iif(status = 'pending', :now, settled_at),
        cancel_requested = 1
      WHERE id = :id AND principal = :principal AND status IN ('pending', 'running')`),

    alsoNotify: db.prepare(`
      UPDATE task SET notify = :notify WHERE id = :id`),

    get: db.prepare(`
      SELECT ${TASK_COLUMNS} FROM task WHERE id = :id AND principal = :principal`),

    look: db.prepare(`
      SELECT ${SUMMARY_COLUMNS} FROM task WHERE id IN (SELECT value FROM json_each(:ids))`),

    // Five ways to the newest tasks: each walks an index in which nearly every entry is wanted, however many there are.
    listAll: listing('task_of_principal', ''),
    listSession: listing('task_of_session', 'AND session_id = :sessionId'),
    listWithoutAnswer: listing('task_without_answer', "AND status IN ('failed', 'cancelled')"),
    listPending: listing('task_pending', "AND status = 'pending'"),
    listRunning: listing('task_one_running', "AND status = 'running'"),

    countPending: db.prepare(`
      SELECT 'pending' AS status, count(*) AS count FROM task INDEXED BY task_pending WHERE status = 'pending' AND principal = :principal`),
    countRunning: db.prepare(`
      SELECT 'running' AS status, count(*) AS count FROM task INDEXED BY task_one_running WHERE status = 'running' AND principal = :principal`),
    countSettled: db.prepare(`
      SELECT status, count FROM task_tally WHERE principal = :principal`),

    // The same ways for who sees everybody's tasks.
    ofEverybody: {
      listAll: listingAll('NOT INDEXED', 'true'),
      listSession: listingAll('NOT INDEXED', 'session_id = :sessionId'),
      listWithoutAnswer: listingAll('INDEXED BY task_without_answer', "status IN ('failed', 'cancelled')"),
      listPending: listingAll('INDEXED BY task_pending', "status = 'pending'"),
      listRunning: listingAll('INDEXED BY task_one_running', "status = 'running'"),
      countPending: db.prepare(`
        SELECT 'pending' AS status, count(*) AS count FROM task INDEXED BY task_pending WHERE status = 'pending'`),
      countRunning: db.prepare(`
        SELECT 'running' AS status, count(*) AS count FROM task INDEXED BY task_one_running WHERE status = 'running'`),
      countSettled: db.prepare(`
        SELECT status, sum(count) AS count FROM task_tally GROUP BY status`),
    },

    // The driver passes numbers as they are written in JavaScript: only whole ones divide into whole steps.
    tallySince: db.prepare(`
      WITH ended AS (
        SELECT CAST((settled_at - :since) / :stepMs AS INTEGER) AS step, status, settled_at - created_at AS took
        FROM task INDEXED BY task_settled WHERE settled_at >= :since AND settled_at < :until
      ), ranked AS (
        SELECT step, status, took, row_number() OVER same AS place, count(*) OVER (PARTITION BY step, status) AS count
        FROM ended WINDOW same AS (PARTITION BY step, status ORDER BY took)
      )
      SELECT step,
        sum(status = 'completed') AS completed, sum(status = 'failed') AS failed, sum(status = 'cancelled') AS cancelled,
        max(iif(status = 'completed' AND place = (count + 1) / 2, took, NULL)) AS median_ms,
        max(iif(status = 'completed' AND place = (count * 95 + 99) / 100, took, NULL)) AS slow_ms
      FROM ranked GROUP BY step ORDER BY step`),

    load: db.prepare(`
      SELECT instance, 'pending' AS status, count(*) AS count FROM task INDEXED BY task_pending
      WHERE status = 'pending' GROUP BY instance
      UNION ALL
      SELECT instance, 'running', count(*) FROM task INDEXED BY task_one_running
      WHERE status = 'running' GROUP BY instance`),

    countAllSettled: db.prepare(`
      SELECT coalesce(sum(count), 0) AS count FROM task_tally`),

    // The oldest first, and no further than where the tasks are younger than what is looked for.
    settledLongAgo: db.prepare(`
      SELECT seq, id, principal, status FROM task NOT INDEXED
      WHERE settled_at < :before
        AND seq < coalesce((SELECT seq FROM task WHERE created_at >= :before ORDER BY seq LIMIT 1), 9e18)
      ORDER BY seq LIMIT :limit`),

    delete: db.prepare(`
      DELETE FROM task WHERE seq = :seq`),
  };

  function listing(index: string, condition: string) {
    return listingAll(`INDEXED BY ${index}`, `principal = :principal ${condition}`);
  }

  function listingAll(way: string, condition: string) {
    return db.prepare(`
      SELECT seq, ${SUMMARY_COLUMNS} FROM task ${way}
      WHERE ${condition}
        AND (:before IS NULL OR seq < :before)
        AND (:status IS NULL OR status = :status)
        AND (:instance IS NULL OR instance = :instance)
      ORDER BY seq DESC LIMIT :limit`);
  }
}

/** Of each free session only its first task, because one claim must not start two turns of one conversation. */
function firstTasksOf(principal: string): string {
  return `
        SELECT seq FROM task AS own
        WHERE status = 'pending' AND gateway = :gateway AND instance = :instance AND principal = ${principal}
          AND priority >= :minPriority AND not_before <= :now
          AND (:only IS NULL OR id IN (SELECT value FROM json_each(:only)))
          AND NOT EXISTS (
            SELECT 1 FROM task AS busy
            WHERE busy.status = 'running' AND busy.gateway = own.gateway AND busy.session_key = own.session_key)
          AND seq = (
            SELECT seq FROM task AS first
            WHERE first.status = 'pending' AND first.gateway = own.gateway AND first.session_key = own.session_key
              AND first.instance = own.instance
            ORDER BY first.priority DESC, first.seq LIMIT 1)
        ORDER BY priority DESC, seq LIMIT :limit`;
}
