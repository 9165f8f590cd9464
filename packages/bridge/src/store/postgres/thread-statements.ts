import { SEARCHED } from '../../domain/port/thread-log.ts';
import { ENTRY_COLUMNS, THREAD_COLUMNS } from '../thread-row.ts';
import { named } from './statement.ts';

/** Every statement of the thread log, whole. */
export const threadStatements = named('thread', {
  head: `
    SELECT epoch, newest FROM thread_head`,

  // After the lock of the head, so that it sees everything that was committed under the lock before.
  look: `
    SELECT (SELECT newest FROM thread_head) AS head, wanted.place,
      there.person AS holder, there.link AS over, there.newest, there.removed,
      entry.cursor, entry.seq, entry.id, entry.at, entry.data
    FROM json_to_recordset($1::json) AS wanted (place integer, thread text, key text, person text, link text)
      LEFT JOIN thread AS there ON there.id = wanted.thread
      LEFT JOIN thread_entry AS entry ON entry.link = coalesce(there.link, wanted.link) AND entry.key = wanted.key
        AND entry.scope = CASE WHEN wanted.key LIKE 'said:%' THEN coalesce(there.person, wanted.person) ELSE '' END
    ORDER BY wanted.place`,

  // One statement does not see what it writes: a thread that begins here has its numbers from the beginning.
  write: `
    WITH begun AS (
      INSERT INTO thread (id, person, link, title, created_at, newest, unread, at, preview)
      SELECT id, person, link, title, created_at, newest, news, coalesce(greatest(at, created_at), created_at),
        coalesce(preview, '')
      FROM json_to_recordset($2::json) AS begun (id text, person text, link text, title text, created_at bigint,
        newest bigint, news bigint, at bigint, preview text)
    ), grown AS (
      UPDATE thread SET newest = grown.newest, unread = thread.unread + grown.news, at = greatest(thread.at, grown.at),
        preview = coalesce(grown.preview, thread.preview)
      FROM json_to_recordset($3::json) AS grown (id text, newest bigint, news bigint, at bigint, preview text)
      WHERE thread.id = grown.id
    ), sent AS (
      INSERT INTO outgoing (cursor, link, thread, entry)
      SELECT cursor, link, thread, entry
      FROM json_to_recordset($4::json) AS sent (cursor bigint, link text, thread text, entry text)
    ), arrived AS (
      DELETE FROM outgoing USING json_to_recordset($5::json) AS arrived (thread text, entry text)
      WHERE outgoing.thread = arrived.thread AND outgoing.entry = arrived.entry
    ), used AS (
      INSERT INTO upload_use (upload, thread)
      SELECT DISTINCT upload, thread FROM json_to_recordset($6::json) AS used (upload text, thread text)
      ON CONFLICT DO NOTHING
    ), moved AS (
      UPDATE thread_head SET newest = $7
    )
    INSERT INTO thread_entry (cursor, thread, seq, id, person, link, key, scope, at, news, data, folded)
    SELECT cursor, thread, seq, id, person, link, key, scope, at, news, data, folded
    FROM json_to_recordset($1::json) AS put (cursor bigint, thread text, seq bigint, id text, person text, link text,
      key text, scope text, at bigint, news bigint, data text, folded text)`,

  find: `
    SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE link = $1 AND key = $2 ORDER BY scope LIMIT 1`,

  after: `
    SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE thread = $1 AND seq > $2 ORDER BY seq LIMIT $3`,

  page: `
    SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE thread = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`,

  since: `
    SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE cursor > $1 ORDER BY cursor LIMIT $2`,

  // The few that are on their way lead: LIMIT keeps the planner from turning it round.
  undelivered: `
    SELECT entry.* FROM outgoing CROSS JOIN LATERAL (
      SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE cursor = outgoing.cursor LIMIT 1) AS entry
    WHERE outgoing.link = $1 AND outgoing.cursor > $2 ORDER BY outgoing.cursor LIMIT $3`,

  threads: `
    SELECT ${THREAD_COLUMNS} FROM thread WHERE person = $1 AND NOT removed ORDER BY at DESC, id DESC LIMIT $2`,

  thread: `
    SELECT ${THREAD_COLUMNS} FROM thread WHERE id = $1 AND NOT removed`,

  rename: `
    UPDATE thread SET title = $3 WHERE id = $1 AND person = $2 AND NOT removed RETURNING ${THREAD_COLUMNS}`,

  lock: `
    SELECT id FROM thread WHERE id = $1 AND person = $2 AND NOT removed FOR UPDATE`,

  // After the lock of the thread, so that what is counted and what others add to the count are not the same. Only what is
  // newer than the mark is counted: that is little.
  markRead: `
    UPDATE thread SET read = least($2, newest), unread = (
      SELECT coalesce(sum(news), 0) FROM thread_entry WHERE thread = $1 AND seq > $2)
    WHERE id = $1 AND read < $2 RETURNING id`,

  remove: `
    ${removing('SELECT id FROM thread WHERE id = $1 AND person = $2 AND NOT removed')}`,

  removed: `
    SELECT id FROM thread WHERE id = $1 AND person = $2 AND removed`,

  prune: `
    ${removing('SELECT id FROM thread WHERE NOT removed AND at < $1 LIMIT $2')}`,

  // The length of a long text is known without reading it.
  search: `
    SELECT entry.*, thread.title FROM (
      SELECT cursor, sum(size) OVER (ORDER BY cursor DESC ROWS UNBOUNDED PRECEDING) - size AS newer FROM (
        SELECT cursor, octet_length(folded) AS size FROM thread_entry
        WHERE person = $1 AND folded IS NOT NULL ORDER BY cursor + 0 DESC LIMIT ${SEARCHED.entries}) AS newest
    ) AS place CROSS JOIN LATERAL (
      SELECT ${ENTRY_COLUMNS} FROM thread_entry
      WHERE thread_entry.cursor = place.cursor AND strpos(folded, $2) > 0) AS entry
    JOIN thread ON thread.id = entry.thread
    WHERE place.newer < ${SEARCHED.bytes}
    ORDER BY entry.cursor DESC LIMIT $3`,
});

/** Begins a transaction in which nobody else writes entries or removes threads, until it ends. */
export const BEGIN_WRITING = 'BEGIN; SELECT FROM thread_head FOR UPDATE';

function removing(which: string): string {
  return `WITH chosen AS MATERIALIZED (
      ${which}
    ), entries AS (
      DELETE FROM thread_entry USING chosen WHERE thread_entry.thread = chosen.id
    ), sent AS (
      DELETE FROM outgoing USING chosen WHERE outgoing.thread = chosen.id
    ), used AS (
      DELETE FROM upload_use USING chosen WHERE upload_use.thread = chosen.id
    )
    UPDATE thread SET removed = true, title = '', preview = '' FROM chosen WHERE thread.id = chosen.id
    RETURNING thread.id`;
}
