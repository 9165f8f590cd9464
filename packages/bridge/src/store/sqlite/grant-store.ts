import type { GrantStore } from '../../domain/port/grant-store.ts';
import { grantFrom, grantRowOf } from '../grant-row.ts';
import { storable } from '../storable.ts';
import type { Connection } from './connection.ts';
import type { GrantStatements } from './grant-statements.ts';

export function createGrantStore({ read, write }: Connection, sql: GrantStatements): GrantStore {
  return {
    put: (record) => {
      const row = grantRowOf(record);
      return write(() => void sql.put.run({ ...row }));
    },
    find: (kind, id, now) =>
      read(() => {
        const row = sql.find.get({ kind, id: storable(id), now });
        return row && grantFrom(row);
      }),
    findByUid: (kind, uid, now) =>
      read(() => {
        const row = sql.findByUid.get({ kind, uid: storable(uid), now });
        return row && grantFrom(row);
      }),
    list: (kind, now, limit) => read(() => sql.list.all({ kind, now, limit }).map(grantFrom)),
    count: (kind, now) => read(() => Number(sql.count.get({ kind, now })?.['count'])),
    consume: (kind, id, now) => write(() => sql.consume.run({ kind, id: storable(id), now }).changes === 1),
    remove: (kind, id) => write(() => void sql.remove.run({ kind, id: storable(id) })),
    removeKind: (kind) => write(() => void sql.removeKind.run({ kind })),
    revoke: (grantId) => write(() => void sql.revoke.run({ grantId: storable(grantId) })),
    prune: (now, limit) => write(() => Number(sql.prune.run({ now, limit }).changes)),
  };
}
