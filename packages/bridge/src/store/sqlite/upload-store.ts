import type { UploadStore } from '../../domain/port/upload-store.ts';
import { bytes, number, text } from '../row.ts';
import { storable } from '../storable.ts';
import { uploadFrom, uploadRowOf } from '../upload-row.ts';
import type { Connection } from './connection.ts';
import type { UploadStatements } from './upload-statements.ts';

export function createUploadStore({ read, write }: Connection, sql: UploadStatements): UploadStore {
  return {
    addChunk: (id, index, piece) =>
      write(() => {
        sql.begin.run({ id: storable(id) });
        sql.addChunk.run({ id: storable(id), index, bytes: piece });
      }),
    complete: (upload) => write(() => void sql.complete.run({ ...uploadRowOf(upload) })),
    discard: (id) =>
      write(() => {
        if (sql.broken.get({ id: storable(id) })) forget(sql, storable(id));
      }),
    find: (id) =>
      read(() => {
        const row = sql.find.get({ id: storable(id) });
        return row && uploadFrom(row);
      }),
    chunk: (id, index) =>
      read(() => {
        const row = sql.chunk.get({ id: storable(id), index });
        return row && bytes(row, 'bytes');
      }),
    sizeOf: (user) => read(() => number(sql.sizeOf.get({ person: storable(user) }) ?? {}, 'size')),
    prune: (before, limit) =>
      write(() => {
        const loose = sql.loose.all({ before, limit });
        for (const row of loose) forget(sql, text(row, 'id'));
        return loose.length;
      }),
  };
}

function forget(sql: UploadStatements, id: string): void {
  sql.forget.run({ id });
  sql.forgetChunks.run({ id });
}
