import { SPOKEN_COLUMNS } from '../spoken-row.ts';
import { named } from './statement.ts';

/** Every statement of the spoken tasks, whole. What binds and forgets them stands with the tasks they belong to. */
export const spokenStatements = named('spoken', {
  // An update that changes nothing: it takes the lock, also where somebody else is just adding the row.
  lock: `
    INSERT INTO spoken_head AS head (principal, newest) VALUES ($1, 0)
    ON CONFLICT (principal) DO UPDATE SET newest = head.newest`,

  same: `
    SELECT ${SPOKEN_COLUMNS}, call = $6 AS is_own FROM spoken_task
    WHERE principal = $1 AND listener = $2 AND heard_at IS NULL
      AND asked_at > $4 AND asked_at <= $5 AND fingerprint = $3
    ORDER BY asked_at DESC LIMIT 1`,

  add: `
    WITH forgotten AS (
      DELETE FROM spoken_task WHERE principal = $1 AND task_id IS NULL AND asked_at < $5
    ), counted AS (
      UPDATE spoken_head SET newest = newest + 1 WHERE principal = $1 RETURNING newest
    )
    INSERT INTO spoken_task (principal, number, listener, fingerprint, asked_at, call)
    SELECT $1, newest, $2, $3, $4, $6 FROM counted
    RETURNING number`,

  find: `
    SELECT ${SPOKEN_COLUMNS} FROM spoken_task WHERE principal = $1 AND number = $2`,

  // `|| ''` and `+ 0` keep the planner from walking through all of the principal.
  of: `
    SELECT ${SPOKEN_COLUMNS} FROM spoken_task
    WHERE task_id = $2 AND principal || '' = $1 ORDER BY number + 0 LIMIT 1`,

  newest: `
    SELECT ${SPOKEN_COLUMNS} FROM spoken_task
    WHERE principal = $1 AND listener = $2 AND task_id IS NOT NULL
    ORDER BY number DESC LIMIT $3`,

  // `+ 0` keeps the planner from walking through all that have settled in their order.
  unheard: `
    WITH asked AS MATERIALIZED (
      SELECT ${SPOKEN_COLUMNS} FROM spoken_task
      WHERE principal = $1 AND listener = $2 AND heard_at IS NULL AND asked_at > $3
    )
    SELECT asked.* FROM asked JOIN task ON task.id = asked.task_id
    WHERE task.status || '' IN ('completed', 'failed', 'cancelled')
    ORDER BY task.settled_at + 0, asked.number LIMIT $4`,

  heard: `
    UPDATE spoken_task SET heard_at = greatest(heard_at, $3) WHERE principal = $1 AND number = ANY ($2::bigint[])`,
});
