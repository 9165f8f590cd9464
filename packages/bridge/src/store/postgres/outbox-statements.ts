import { named } from './statement.ts';

/** Every statement of the outbox, whole. What puts notices in and forgets them stands with the tasks they belong to. */
export const outboxStatements = named('outbox', {
  // Due ones that another worker is just taking are his.
  take: `
    WITH due AS (
      SELECT id, not_before FROM delivery
      WHERE status = 'pending' AND not_before <= $1
      ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE delivery SET worker = $3, not_before = $4 FROM due WHERE delivery.id = due.id
      RETURNING delivery.id, task_id, principal, target, attempts, due.not_before AS due_at
    )
    SELECT id, task_id, principal, target, attempts FROM taken ORDER BY due_at, id`,

  delivered: `
    UPDATE delivery SET status = 'delivered', attempts = attempts + 1, delivered_at = $3, worker = NULL, failure = NULL
    WHERE id = $1 AND worker = $2 AND status = 'pending'`,

  postpone: `
    UPDATE delivery SET attempts = attempts + 1, not_before = $4, worker = NULL, failure = $3
    WHERE id = $1 AND worker = $2 AND status = 'pending'`,

  giveUp: `
    UPDATE delivery SET status = 'failed', attempts = attempts + 1, worker = NULL, failure = $3
    WHERE id = $1 AND worker = $2 AND status = 'pending'`,

  waiting: `
    SELECT count(*) AS count FROM delivery WHERE status = 'pending'`,

  of: `
    SELECT id, target, status, attempts, not_before, delivered_at, failure FROM delivery WHERE task_id = $1 ORDER BY length(id), id`,
});
