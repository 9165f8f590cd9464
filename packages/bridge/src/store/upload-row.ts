import type { Upload } from '../domain/upload.ts';
import { number, text, type Row } from './row.ts';
import { storable } from './storable.ts';

export const UPLOAD_COLUMNS = 'id, person, size, created_at, type, hash, name';

export interface UploadRow {
  readonly id: string;
  readonly person: string;
  readonly size: number;
  readonly created_at: number;
  readonly type: string;
  readonly hash: string;
  readonly name: string;
}

export function uploadRowOf({ id, user, size, createdAt, type, hash, name }: Upload): UploadRow {
  return {
    id: storable(id),
    person: storable(user),
    size,
    created_at: createdAt,
    type: storable(type),
    hash: storable(hash),
    name: storable(name),
  };
}

export function uploadFrom(row: Row): Upload {
  return {
    id: text(row, 'id'),
    user: text(row, 'person'),
    name: text(row, 'name'),
    type: text(row, 'type'),
    size: number(row, 'size'),
    createdAt: number(row, 'created_at'),
    hash: text(row, 'hash'),
  };
}
