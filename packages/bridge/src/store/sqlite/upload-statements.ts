import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { UPLOAD_COLUMNS } from '../upload-row.ts';

export type UploadStatements = ReturnType<typeof prepareUploadStatements>;

/** Every statement of the upload store, whole. */
export function prepareUploadStatements(db: DatabaseSync) {
  return {
    begin: db.prepare(`
      INSERT INTO upload (id) VALUES (:id) ON CONFLICT DO NOTHING`),

    addChunk: db.prepare(`
      INSERT INTO upload_chunk (upload, number, bytes) VALUES (:id, :index, :bytes)
      ON CONFLICT DO UPDATE SET bytes = excluded.bytes`),

    complete: db.prepare(`
      INSERT INTO upload (${UPLOAD_COLUMNS}) VALUES (:id, :person, :size, :created_at, :type, :hash, :name)
      ON CONFLICT DO UPDATE SET person = excluded.person, size = excluded.size, created_at = excluded.created_at,
        type = excluded.type, hash = excluded.hash, name = excluded.name
      WHERE upload.person IS NULL`),

    find: db.prepare(`
      SELECT ${UPLOAD_COLUMNS} FROM upload WHERE id = :id AND person IS NOT NULL`),

    chunk: db.prepare(`
      SELECT bytes FROM upload_chunk WHERE upload = :id AND number = :index`),

    sizeOf: db.prepare(`
      SELECT coalesce(sum(size), 0) AS size FROM upload WHERE person = :person`),

    broken: db.prepare(`
      SELECT id FROM upload WHERE id = :id AND person IS NULL`),

    // No index: there are a few thousand, and only the sweep does it.
    loose: db.prepare(`
      SELECT id FROM upload
      WHERE coalesce(created_at, begun_at) < :before
        AND NOT EXISTS (SELECT 1 FROM upload_use WHERE upload_use.upload = upload.id)
      LIMIT :limit`),

    forget: db.prepare(`
      DELETE FROM upload WHERE id = :id`),

    forgetChunks: db.prepare(`
      DELETE FROM upload_chunk WHERE upload = :id`),
  };
}
