import type { UploadStore } from '../../domain/port/upload-store.ts';
import { bytes, number } from '../row.ts';
import { uploadFrom, uploadRowOf } from '../upload-row.ts';
import type { Connection } from './connection.ts';
import type { Statement } from './statement.ts';
import { uploadStatements as sql } from './upload-statements.ts';
import type { Value } from './values.ts';

export function createUploadStore({ run, track }: Connection): UploadStore {
  return {
    addChunk: (id, index, piece) => change(sql.addChunk, id, index, piece),
    complete(upload) {
      const { id, person, size, created_at, type, hash, name } = uploadRowOf(upload);
      return change(sql.complete, id, person, size, created_at, type, hash, name);
    },
    discard: (id) => change(sql.discard, id),
    async find(id) {
      const [row] = await run((ask) => ask(sql.find, [id]));
      return row && uploadFrom(row);
    },
    async chunk(id, index) {
      const [row] = await run((ask) => ask(sql.chunk, [id, index]));
      return row && bytes(row, 'bytes');
    },
    async sizeOf(user) {
      const [row = {}] = await run((ask) => ask(sql.sizeOf, [user]));
      return number(row, 'size');
    },
    async prune(before, limit) {
      const [gone = {}] = await track(run((ask) => ask(sql.prune, [before, limit])));
      return number(gone, 'count');
    },
  };

  async function change(statement: Statement, ...values: readonly Value[]): Promise<void> {
    await track(run((ask) => ask(statement, values)));
  }
}
