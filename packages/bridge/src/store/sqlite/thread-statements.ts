import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { SEARCHED } from '../../domain/port/thread-log.ts';
import { ENTRY_COLUMNS, THREAD_COLUMNS } from '../thread-row.ts';

export type ThreadStatements = ReturnType<typeof prepareThreadStatements>;

/** Every statement of the thread log, whole. */
export function prepareThreadStatements(db: DatabaseSync) {
  return {
    head: db.prepare(`
      SELECT epoch, newest FROM thread_head`),

    place: db.prepare(`
      SELECT person, link, newest, removed FROM thread WHERE id = :id`),

    known: db.prepare(`
      SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE link = :link AND key = :key AND scope = :scope`),

    begin: db.prepare(`
      INSERT INTO thread (id, person, link, title, created_at, at)
      VALUES (:id, :person, :link, :title, :created_at, :created_at)`),

    put: db.prepare(`
      INSERT INTO thread_entry (cursor, thread, seq, id, person, link, key, scope, at, news, data, folded)
      VALUES (:cursor, :thread, :seq, :id, :person, :link, :key, :scope, :at, :news, :data, :folded)`),

    advance: db.prepare(`
      UPDATE thread_head SET newest = :cursor`),

    grow: db.prepare(`
      UPDATE thread SET newest = :seq, unread = unread + :news WHERE id = :id`),

    show: db.prepare(`
      UPDATE thread SET at = max(at, :at), preview = :preview WHERE id = :id`),

    send: db.prepare(`
      INSERT INTO outgoing (cursor, link, thread, entry) VALUES (:cursor, :link, :thread, :entry)`),

    arrive: db.prepare(`
      DELETE FROM outgoing WHERE thread = :thread AND entry = :entry`),

    use: db.prepare(`
      INSERT INTO upload_use (upload, thread) VALUES (:upload, :thread) ON CONFLICT DO NOTHING`),

    find: db.prepare(`
      SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE link = :link AND key = :key ORDER BY scope LIMIT 1`),

    after: db.prepare(`
      SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE thread = :thread AND seq > :seq ORDER BY seq LIMIT :limit`),

    page: db.prepare(`
      SELECT ${ENTRY_COLUMNS} FROM thread_entry
      WHERE thread = :thread AND seq < :before ORDER BY seq DESC LIMIT :limit`),

    since: db.prepare(`
      SELECT ${ENTRY_COLUMNS} FROM thread_entry WHERE cursor > :cursor ORDER BY cursor LIMIT :limit`),

    undelivered: db.prepare(`
      SELECT entry.* FROM outgoing CROSS JOIN thread_entry AS entry ON entry.cursor = outgoing.cursor
      WHERE outgoing.link = :link AND outgoing.cursor > :after ORDER BY outgoing.cursor LIMIT :limit`),

    threads: db.prepare(`
      SELECT ${THREAD_COLUMNS} FROM thread WHERE person = :person AND removed = 0
      ORDER BY at DESC, id DESC LIMIT :limit`),

    thread: db.prepare(`
      SELECT ${THREAD_COLUMNS} FROM thread WHERE id = :id AND removed = 0`),

    rename: db.prepare(`
      UPDATE thread SET title = :title WHERE id = :id AND person = :person AND removed = 0`),

    // Only what is newer than the mark is counted: that is little.
    markRead: db.prepare(`
      UPDATE thread SET read = min(:seq, newest), unread = (
        SELECT coalesce(sum(news), 0) FROM thread_entry WHERE thread = :id AND seq > :seq)
      WHERE id = :id AND person = :person AND removed = 0 AND read < :seq`),

    remove: db.prepare(`
      UPDATE thread SET removed = 1, title = '', preview = '' WHERE id = :id AND person = :person AND removed = 0`),

    forgetEntries: db.prepare(`
      DELETE FROM thread_entry WHERE thread = :id`),

    forgetOutgoing: db.prepare(`
      DELETE FROM outgoing WHERE thread = :id`),

    forgetUses: db.prepare(`
      DELETE FROM upload_use WHERE thread = :id`),

    // The length of a text stands in the head of its row: no text is read to know it.
    search: db.prepare(`
      SELECT entry.*, thread.title FROM (
        SELECT cursor, sum(size) OVER (ORDER BY cursor DESC ROWS UNBOUNDED PRECEDING) - size AS newer FROM (
          SELECT cursor, octet_length(folded) AS size FROM thread_entry
          WHERE person = :person AND folded IS NOT NULL ORDER BY cursor DESC LIMIT ${SEARCHED.entries})
      ) AS place CROSS JOIN thread_entry AS entry ON entry.cursor = place.cursor
      CROSS JOIN thread ON thread.id = entry.thread
      WHERE place.newer < ${SEARCHED.bytes} AND instr(entry.folded, :needle) > 0
      ORDER BY place.cursor DESC LIMIT :limit`),

    old: db.prepare(`
      SELECT id, person FROM thread WHERE removed = 0 AND at < :before`),
  };
}
