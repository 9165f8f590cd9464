import { UPLOAD_COLUMNS } from '../upload-row.ts';
import { named } from './statement.ts';

/** Every statement of the upload store, whole. */
export const uploadStatements = named('upload', {
  addChunk: `
    WITH begun AS (
      INSERT INTO upload (id) VALUES ($1) ON CONFLICT DO NOTHING
    )
    INSERT INTO upload_chunk (upload, number, bytes) VALUES ($1, $2, $3)
    ON CONFLICT (upload, number) DO UPDATE SET bytes = excluded.bytes`,

  complete: `
    INSERT INTO upload (${UPLOAD_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (id) DO UPDATE SET person = excluded.person, size = excluded.size, created_at = excluded.created_at,
      type = excluded.type, hash = excluded.hash, name = excluded.name
    WHERE upload.person IS NULL`,

  discard: `
    WITH broken AS (
      DELETE FROM upload WHERE id = $1 AND person IS NULL RETURNING id
    )
    DELETE FROM upload_chunk USING broken WHERE upload_chunk.upload = broken.id`,

  find: `
    SELECT ${UPLOAD_COLUMNS} FROM upload WHERE id = $1 AND person IS NOT NULL`,

  chunk: `
    SELECT bytes FROM upload_chunk WHERE upload = $1 AND number = $2`,

  sizeOf: `
    SELECT coalesce(sum(size), 0)::bigint AS size FROM upload WHERE person = $1`,

  // No index: there are a few thousand, and only the sweep does it.
  prune: `
    WITH loose AS (
      SELECT id FROM upload
      WHERE coalesce(created_at, begun_at) < $1
        AND NOT EXISTS (SELECT 1 FROM upload_use WHERE upload_use.upload = upload.id)
      LIMIT $2 FOR UPDATE SKIP LOCKED
    ), chunks AS (
      DELETE FROM upload_chunk USING loose WHERE upload_chunk.upload = loose.id
    ), gone AS (
      DELETE FROM upload USING loose WHERE upload.id = loose.id RETURNING 1
    )
    SELECT count(*) AS count FROM gone`,
});
