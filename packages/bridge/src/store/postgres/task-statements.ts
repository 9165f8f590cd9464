import { SUMMARY_COLUMNS, TASK_COLUMNS } from '../task-row.ts';
import { named } from './statement.ts';

const ANYBODY = '$1::text IS NULL';

/**
 * Every statement of the task store, whole: each can be pasted into a console. A change and what belongs to it are one
 * statement, because here it is the way to the server and back that costs.
 */
export const taskStatements = named('task', {
  insert: `
    INSERT INTO task (id, principal, instance, gateway, session_id, session_key, priority, origin, idempotency_key,
      give_up_at, may_repeat, status, created_at, notify, message)
    SELECT id, principal, instance, gateway, session_id, session_key, priority, origin, idempotency_key,
      give_up_at, may_repeat, 'pending', created_at, notify, message
    FROM json_to_recordset($1::json) AS added (place integer, id text, principal text, instance text, gateway text,
      session_id text, session_key text, priority integer, origin text, idempotency_key text, give_up_at bigint,
      may_repeat boolean, created_at bigint, notify text, message text)
    ORDER BY place
    ON CONFLICT DO NOTHING RETURNING id`,

  // As `insert`, for tasks of which some were asked aloud: their numbers become theirs.
  insertSpoken: `
    WITH added AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS added (place integer, id text, principal text, instance text,
        gateway text, session_id text, session_key text, priority integer, origin text, idempotency_key text,
        spoken_number bigint, give_up_at bigint, may_repeat boolean, created_at bigint, notify text, message text)
    ), inserted AS (
      INSERT INTO task (id, principal, instance, gateway, session_id, session_key, priority, origin, idempotency_key,
        give_up_at, may_repeat, status, created_at, notify, message)
      SELECT id, principal, instance, gateway, session_id, session_key, priority, origin, idempotency_key,
        give_up_at, may_repeat, 'pending', created_at, notify, message
      FROM added ORDER BY place
      ON CONFLICT DO NOTHING RETURNING id
    ), bound AS (
      UPDATE spoken_task SET task_id = added.id FROM added JOIN inserted ON inserted.id = added.id
      WHERE spoken_task.principal = added.principal AND spoken_task.number = added.spoken_number
        AND spoken_task.task_id IS NULL
    )
    SELECT id FROM inserted`,

  byId: `
    SELECT ${TASK_COLUMNS} FROM task WHERE id = $1`,

  byIdempotencyKey: `
    SELECT ${TASK_COLUMNS} FROM task WHERE principal = $1 AND idempotency_key = $2`,

  // Of each free session only its first task, because one claim must not start two turns of one conversation. Each
  // principal brings its own first tasks; the window then lets the principals take turns. What another process is just
  // claiming is skipped, so there are some more candidates than wanted; it tells how many, even if it gets none.
  claim: `
    WITH RECURSIVE waiting (principal) AS (
      SELECT (SELECT principal FROM task WHERE status = 'pending' AND gateway = $1 AND instance = $2
              ORDER BY principal LIMIT 1)
      UNION ALL
      SELECT (SELECT principal FROM task
              WHERE status = 'pending' AND gateway = $1 AND instance = $2 AND principal > waiting.principal
              ORDER BY principal LIMIT 1)
      FROM waiting WHERE waiting.principal IS NOT NULL
    ), running AS MATERIALIZED (
      SELECT principal, count(*) AS count FROM task WHERE status = 'running' AND gateway = $1 GROUP BY principal
    ), candidate AS MATERIALIZED (
      SELECT own.seq, own.priority, coalesce(running.count, 0)
          + row_number() OVER (PARTITION BY waiting.principal ORDER BY own.priority DESC, own.seq) AS turn
      FROM waiting LEFT JOIN running ON running.principal = waiting.principal CROSS JOIN LATERAL (
        SELECT seq, priority FROM task AS own
        WHERE status = 'pending' AND gateway = $1 AND instance = $2 AND principal = waiting.principal
          AND priority >= $3 AND not_before <= $4
          AND ($5::text[] IS NULL OR id = ANY ($5))
          AND (
            SELECT busy.seq FROM task AS busy
            WHERE busy.status = 'running' AND busy.gateway = own.gateway AND busy.session_key = own.session_key) IS NULL
          AND seq = (
            SELECT seq FROM task AS first
            WHERE first.status = 'pending' AND first.session_key = own.session_key AND first.gateway || '' = own.gateway
              AND first.instance || '' = own.instance
            ORDER BY first.priority DESC, first.seq LIMIT 1)
        ORDER BY priority DESC, seq LIMIT $6::integer + 16) AS own
    ), chosen AS MATERIALIZED (
      SELECT locked.seq AS place, ordered.priority AS urgency, ordered.turn
      FROM (SELECT * FROM candidate ORDER BY priority DESC, turn, seq) AS ordered
        CROSS JOIN LATERAL (
          SELECT seq FROM task WHERE seq = ordered.seq AND ${stillIs('pending')} AND not_before <= $4
          FOR UPDATE SKIP LOCKED) AS locked
      LIMIT $6
    ), begun AS (
      UPDATE task SET status = 'running', worker = $7, claim = $8, lease_until = $9, started_at = $4, failure = NULL
      FROM chosen WHERE task.seq = chosen.place
      RETURNING place, urgency, turn, ${TASK_COLUMNS}
    )
    SELECT candidates.count AS candidates, begun.*
    FROM (SELECT count(*) FROM candidate) AS candidates LEFT JOIN begun ON true
    ORDER BY urgency DESC, turn, place`,

  claimed: `
    SELECT ${TASK_COLUMNS} FROM task WHERE status = 'running' AND worker = $1 AND claim = $2
    ORDER BY priority DESC, seq`,

  putBack: `
    UPDATE task SET status = 'pending', worker = NULL, lease_until = NULL, started_at = NULL
    WHERE id = ANY ($2::text[]) AND worker = $1 AND ${stillIs('running')}
    RETURNING id`,

  takeOver: `
    WITH expired AS (
      SELECT seq AS place FROM task
      WHERE status = 'running' AND gateway = $1 AND instance = $2
        AND (lease_until < $3 OR lease_until > $4::bigint + ($4::bigint - $3::bigint))
        AND ($5::text[] IS NULL OR id = ANY ($5))
      ORDER BY lease_until LIMIT $6 FOR UPDATE SKIP LOCKED
    )
    UPDATE task SET worker = $7, claim = $8, lease_until = $4
    FROM expired WHERE task.seq = expired.place
    RETURNING ${TASK_COLUMNS}`,

  renew: `
    UPDATE task SET lease_until = $2, characters = renewed.characters, last_activity_at = renewed.last_activity_at,
      tool = renewed.tool
    FROM json_to_recordset($3::json) AS renewed (id text, characters integer, last_activity_at bigint, tool text)
    WHERE task.id = renewed.id AND task.worker = $1 AND ${stillIs('running')}
    RETURNING task.id`,

  cancelRequests: `
    SELECT id FROM task WHERE status = 'running' AND worker = $1 AND cancel_requested`,

  // The worker stays: so one whose answer was lost finds that it was he who settled it.
  settle: `
    WITH ended AS (
      UPDATE task SET status = outcome.status, settled_at = outcome.settled_at, failure = outcome.failure,
        answer_meta = outcome.answer_meta, answer_text = outcome.answer_text, lease_until = NULL, tool = NULL
      FROM json_to_recordset($1::json) AS outcome (id text, worker text, status text, settled_at bigint, failure text,
        answer_meta text, answer_text text)
      WHERE task.id = outcome.id AND task.worker = outcome.worker AND ${stillIs('running')}
      RETURNING task.id, task.principal, task.instance, task.session_id, task.session_key, task.status, task.settled_at,
        task.notify
    ), ${concluding('ended')}
    SELECT id FROM ended`,

  settled: `
    SELECT task.id FROM task JOIN json_to_recordset($1::json) AS outcome (id text, worker text, status text, settled_at bigint)
      ON task.id = outcome.id AND task.worker = outcome.worker AND task.status = outcome.status
      AND task.settled_at = outcome.settled_at`,

  retry: `
    UPDATE task SET status = 'pending', attempt = $3, not_before = $4, failure = $5,
      worker = NULL, lease_until = NULL, started_at = NULL, characters = NULL, last_activity_at = NULL, tool = NULL
    WHERE id = $1 AND worker = $2 AND ${stillIs('running')} AND NOT cancel_requested
    RETURNING id`,

  retried: `
    SELECT id FROM task WHERE id = $1 AND status = 'pending' AND attempt = $2 AND not_before = $3`,

  // What somebody is cancelling or beginning at this moment needs no giving up.
  giveUp: `
    WITH surrendering AS (
      SELECT seq AS place FROM task
      WHERE status = 'pending' AND ($1::text IS NULL OR gateway = $1) AND ($2::text IS NULL OR instance = $2)
        AND give_up_at <= $6
        AND ($4::text[] IS NULL OR id = ANY ($4))
      FOR UPDATE SKIP LOCKED
    ), ended AS (
      UPDATE task SET status = 'failed', settled_at = $3, failure = $5
      FROM surrendering WHERE task.seq = surrendering.place
      RETURNING ${TASK_COLUMNS}
    ), ${concluding('ended')}
    SELECT * FROM ended`,

  release: `
    UPDATE task SET lease_until = 0 WHERE status = 'running' AND worker = $1 RETURNING id`,

  cancel: `
    WITH ended AS (
      UPDATE task SET
        status = CASE status WHEN 'pending' THEN 'cancelled' ELSE status END,
        settled_at = CASE status WHEN 'pending' THEN $3 ELSE settled_at END,
        cancel_requested = true
      WHERE id = $1 AND principal = $2 AND status IN ('pending', 'running')
      RETURNING ${TASK_COLUMNS}
    ), ${concluding('ended')}
    SELECT * FROM ended`,

  // Each target once, those of before first.
  alsoNotify: `
    UPDATE task SET notify = (
      SELECT json_agg(value ORDER BY place) FROM (
        SELECT value, min(place) AS place
        FROM jsonb_array_elements_text(coalesce(notify, '[]')::jsonb || $3::jsonb) WITH ORDINALITY AS target (value, place)
        GROUP BY value) AS targets)
    WHERE id = $1 AND principal = $2 AND status IN ('pending', 'running')
    RETURNING id`,

  notifies: `
    SELECT id FROM task WHERE id = $1 AND principal = $2 AND notify::jsonb @> $3::jsonb`,

  get: `
    SELECT ${TASK_COLUMNS} FROM task WHERE id = $1 AND principal = $2`,

  look: `
    SELECT ${SUMMARY_COLUMNS} FROM task WHERE id = ANY ($1::text[])`,

  // Five ways to the newest tasks: each walks an index in which nearly every entry is wanted, however many there are.
  // The few that wait or run are sorted instead: `+ 0` and `|| ''` keep the
  // planner from walking through all the others for them.
  listAll: listing('principal = $1'),
  listSession: listing('principal = $1 AND session_id = $6'),
  listWithoutAnswer: listing("principal = $1 AND status IN ('failed', 'cancelled')"),
  listPending: listing("principal || '' = $1 AND status = 'pending'", 'seq + 0'),
  listRunning: listing("principal || '' = $1 AND status = 'running'", 'seq + 0'),

  counts: counting("principal || '' = $1", 'principal = $1'),

  tally: `
    WITH ended AS (
      SELECT (settled_at - $1::bigint) / $3::bigint AS step, status, settled_at - created_at AS took
      FROM task WHERE settled_at >= $1 AND settled_at < $2
    ), ranked AS (
      SELECT step, status, took, row_number() OVER same AS place, count(*) OVER (PARTITION BY step, status) AS count
      FROM ended WINDOW same AS (PARTITION BY step, status ORDER BY took)
    )
    SELECT step,
      count(*) FILTER (WHERE status = 'completed') AS completed,
      count(*) FILTER (WHERE status = 'failed') AS failed,
      count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
      max(took) FILTER (WHERE status = 'completed' AND place = (count + 1) / 2) AS median_ms,
      max(took) FILTER (WHERE status = 'completed' AND place = (count * 95 + 99) / 100) AS slow_ms
    FROM ranked GROUP BY step ORDER BY step`,

  load: `
    SELECT instance, 'pending' AS status, count(*) AS count FROM task WHERE status = 'pending' GROUP BY instance
    UNION ALL
    SELECT instance, 'running', count(*) FROM task WHERE status = 'running' GROUP BY instance`,

  countAllSettled: `
    SELECT coalesce(sum(count), 0)::bigint AS count FROM task_tally`,

  lockPruning: `
    SELECT pg_try_advisory_xact_lock(7263011205) AS is_ours`,

  forget: `
    WITH old AS (
      SELECT seq AS place FROM task WHERE settled_at < $1 ORDER BY settled_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM task USING old WHERE task.seq = old.place RETURNING id, principal, status
    ), forgotten AS (
      DELETE FROM delivery USING gone WHERE delivery.task_id = gone.id
    ), unspoken AS (
      DELETE FROM spoken_task USING gone WHERE spoken_task.task_id = gone.id
    ), tallied AS (
      INSERT INTO task_tally AS tally (principal, status, backend, count)
      SELECT principal, status, pg_backend_pid(), -count(*) FROM gone GROUP BY principal, status
      ON CONFLICT (principal, status, backend) DO UPDATE SET count = tally.count + excluded.count
    )
    SELECT count(*) AS count FROM gone`,

  // The rows of connections that have ended would only grow in number. One that is just counting keeps its own.
  foldTally: `
    WITH others AS (
      SELECT principal, status, backend FROM task_tally WHERE backend <> pg_backend_pid()
      LIMIT 1000 FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM task_tally AS tally USING others
      WHERE tally.principal = others.principal AND tally.status = others.status AND tally.backend = others.backend
      RETURNING tally.principal, tally.status, tally.count
    )
    INSERT INTO task_tally AS tally (principal, status, backend, count)
    SELECT principal, status, pg_backend_pid(), sum(count) FROM gone GROUP BY principal, status
    ON CONFLICT (principal, status, backend) DO UPDATE SET count = tally.count + excluded.count`,
});

/** The same ways to the newest tasks for who sees everybody's. They are given nobody as the principal. */
export const everybodysTaskStatements = named('everybodys_task', {
  listAll: listing(ANYBODY),
  listSession: listing(`${ANYBODY} AND session_id = $6`),
  listWithoutAnswer: listing(`${ANYBODY} AND status IN ('failed', 'cancelled')`, 'seq + 0'),
  listPending: listing(`${ANYBODY} AND status = 'pending'`, 'seq + 0'),
  listRunning: listing(`${ANYBODY} AND status = 'running'`, 'seq + 0'),
  counts: counting(ANYBODY, ANYBODY),
});

/**
 * For rows that are found by their keys: without `|| ''` the planner would rather go through all that wait or run, whom
 * it takes for few.
 */
function stillIs(status: 'pending' | 'running'): string {
  return `task.status || '' = '${status}'`;
}

/**
 * What belongs to the end of a task, whatever it was. The lock of the event log's head is the last one taken: who holds it
 * waits for no task.
 */
function concluding(ended: string): string {
  return `tallied AS (
      INSERT INTO task_tally AS tally (principal, status, backend, count)
      SELECT principal, status, pg_backend_pid(), count(*) FROM ${ended}
      WHERE status IN ('completed', 'failed', 'cancelled') GROUP BY principal, status
      ON CONFLICT (principal, status, backend) DO UPDATE SET count = tally.count + excluded.count
    ), told AS (
      -- The id is made of the task's, which settles once: a notice cannot be put in twice.
      INSERT INTO delivery (id, task_id, principal, target)
      SELECT id || '_notice_' || target.place, id, principal, target.value
      FROM ${ended}, json_array_elements_text(notify::json) WITH ORDINALITY AS target (value, place)
      WHERE status IN ('completed', 'failed', 'cancelled')
    ), head AS (
      UPDATE event_head SET newest = newest + settled.count
      FROM (SELECT count(*) FROM ${ended} WHERE status IN ('completed', 'failed', 'cancelled')) AS settled
      WHERE settled.count > 0
      RETURNING newest - settled.count AS newest_before
    ), logged AS (
      INSERT INTO event (cursor, instance, type, id, session_key, principal, at, data)
      SELECT newest_before + row_number() OVER (ORDER BY settled_at, id), instance, 'task_settled', id,
        CASE WHEN session_key ILIKE 'agent:%:%' THEN '' ELSE 'agent:main:' END || lower(session_key),
        principal, settled_at,
        json_build_object('task', json_build_object('taskId', id, 'sessionId', session_id, 'status', status))
      FROM ${ended} CROSS JOIN head WHERE status IN ('completed', 'failed', 'cancelled')
      -- An id that was used before, of a task that is forgotten: rather a hole than a task that never ends.
      ON CONFLICT (instance, type, id) DO NOTHING
    )`;
}

function listing(condition: string, order = 'seq'): string {
  return `
    SELECT seq, ${SUMMARY_COLUMNS} FROM task
    WHERE ${condition} AND seq < $2
      AND ($3::text IS NULL OR status = $3)
      AND ($4::text IS NULL OR instance = $4)
    ORDER BY ${order} DESC LIMIT $5`;
}

function counting(inTasks: string, inTally: string): string {
  return `
    SELECT status, count FROM (
      SELECT 'pending' AS status, count(*) AS count FROM task WHERE status = 'pending' AND ${inTasks}
      UNION ALL
      SELECT 'running', count(*) FROM task WHERE status = 'running' AND ${inTasks}
      UNION ALL
      SELECT status, sum(count)::bigint FROM task_tally WHERE ${inTally} GROUP BY status
    ) AS counted`;
}
