import type { GrantRecord } from '../domain/port/grant-store.ts';
import { given, text, type Row } from './row.ts';
import { storable, storableOrNull } from './storable.ts';

export const GRANT_COLUMNS = 'kind, id, uid, grant_id, expires_at, consumed_at, data';

/** How a record is stored. */
export interface GrantRow {
  readonly kind: string;
  readonly id: string;
  readonly uid: string | null;
  readonly grant_id: string | null;
  readonly expires_at: number | null;
  readonly consumed_at: number | null;
  /** JSON. */
  readonly data: string;
}

export function grantRowOf(record: GrantRecord): GrantRow {
  return {
    kind: storable(record.kind),
    id: storable(record.id),
    uid: storableOrNull(record.uid),
    grant_id: storableOrNull(record.grantId),
    expires_at: record.expiresAt ?? null,
    consumed_at: record.consumedAt ?? null,
    data: storable(record.data),
  };
}

export function grantFrom(row: Row): GrantRecord {
  return {
    kind: text(row, 'kind'),
    id: text(row, 'id'),
    data: text(row, 'data'),
    ...given(row, 'uid', (uid) => ({ uid: String(uid) })),
    ...given(row, 'grant_id', (grantId) => ({ grantId: String(grantId) })),
    ...given(row, 'expires_at', (at) => ({ expiresAt: Number(at) })),
    ...given(row, 'consumed_at', (at) => ({ consumedAt: Number(at) })),
  };
}
