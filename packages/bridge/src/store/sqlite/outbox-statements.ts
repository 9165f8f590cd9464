import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';

export type OutboxStatements = ReturnType<typeof prepareOutboxStatements>;

/** Every statement of the outbox, whole. */
export function prepareOutboxStatements(db: DatabaseSync) {
  return {
    // The id is made of the task's, which settles once: a notice cannot be put in twice.
    put: db.prepare(`
      INSERT INTO delivery (id, task_id, principal, target)
      SELECT task.id || '_notice_' || (target.key + 1), task.id, task.principal, target.value
      FROM task JOIN json_each(task.notify) AS target
      WHERE task.id = :taskId AND task.notify IS NOT NULL`),

    due: db.prepare(`
      SELECT id, task_id, principal, target, attempts FROM delivery
      WHERE status = 'pending' AND not_before <= :now
      ORDER BY not_before LIMIT :limit`),

    take: db.prepare(`
      UPDATE delivery SET worker = :worker, not_before = :leaseUntil WHERE id = :id`),

    delivered: db.prepare(`
      UPDATE delivery SET status = 'delivered', attempts = attempts + 1, delivered_at = :now, worker = NULL, failure = NULL
      WHERE id = :id AND worker = :worker AND status = 'pending'`),

    postpone: db.prepare(`
      UPDATE delivery SET attempts = attempts + 1, not_before = :notBefore, worker = NULL, failure = :failure
      WHERE id = :id AND worker = :worker AND status = 'pending'`),

    giveUp: db.prepare(`
      UPDATE delivery SET status = 'failed', attempts = attempts + 1, worker = NULL, failure = :failure
      WHERE id = :id AND worker = :worker AND status = 'pending'`),

    waiting: db.prepare(`
      SELECT count(*) AS count FROM delivery WHERE status = 'pending'`),

    of: db.prepare(`
      SELECT id, target, status, attempts, not_before, delivered_at, failure FROM delivery WHERE task_id = :taskId ORDER BY length(id), id`),

    forget: db.prepare(`
      DELETE FROM delivery WHERE task_id = :taskId`),
  };
}
