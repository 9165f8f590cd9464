import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { SPOKEN_COLUMNS } from '../spoken-row.ts';

export type SpokenStatements = ReturnType<typeof prepareSpokenStatements>;

/** Every statement of the spoken tasks, whole. */
export function prepareSpokenStatements(db: DatabaseSync) {
  return {
    same: db.prepare(`
      SELECT ${SPOKEN_COLUMNS} FROM spoken_task
      WHERE principal = :principal AND listener = :listener AND heard_at IS NULL
        AND asked_at > :since AND asked_at <= :latest AND fingerprint = :fingerprint
      ORDER BY asked_at DESC LIMIT 1`),

    count: db.prepare(`
      INSERT INTO spoken_head (principal, newest) VALUES (:principal, 1)
      ON CONFLICT (principal) DO UPDATE SET newest = newest + 1`),

    newestNumber: db.prepare(`
      SELECT newest FROM spoken_head WHERE principal = :principal`),

    add: db.prepare(`
      INSERT INTO spoken_task (principal, number, listener, fingerprint, asked_at)
      VALUES (:principal, :number, :listener, :fingerprint, :askedAt)`),

    forgetUnbound: db.prepare(`
      DELETE FROM spoken_task WHERE principal = :principal AND task_id IS NULL AND asked_at < :before`),

    bind: db.prepare(`
      UPDATE spoken_task SET task_id = :taskId WHERE principal = :principal AND number = :number AND task_id IS NULL`),

    find: db.prepare(`
      SELECT ${SPOKEN_COLUMNS} FROM spoken_task WHERE principal = :principal AND number = :number`),

    of: db.prepare(`
      SELECT ${SPOKEN_COLUMNS} FROM spoken_task
      WHERE task_id = :taskId AND principal = :principal ORDER BY number LIMIT 1`),

    // Without the index it would walk through all that others have asked since.
    newest: db.prepare(`
      SELECT ${SPOKEN_COLUMNS} FROM spoken_task INDEXED BY spoken_task_of_listener
      WHERE principal = :principal AND listener = :listener AND task_id IS NOT NULL
      ORDER BY number DESC LIMIT :limit`),

    unheard: db.prepare(`
      SELECT ${SPOKEN_COLUMNS} FROM (
        SELECT spoken.*, task.settled_at FROM spoken_task AS spoken CROSS JOIN task ON task.id = spoken.task_id
        WHERE spoken.principal = :principal AND spoken.listener = :listener AND spoken.heard_at IS NULL
          AND spoken.asked_at > :since AND task.status IN ('completed', 'failed', 'cancelled'))
      ORDER BY settled_at, number LIMIT :limit`),

    heard: db.prepare(`
      UPDATE spoken_task SET heard_at = max(coalesce(heard_at, :now), :now)
      WHERE principal = :principal AND number IN (SELECT value FROM json_each(:numbers))`),

    forget: db.prepare(`
      DELETE FROM spoken_task WHERE task_id = :taskId`),
  };
}
