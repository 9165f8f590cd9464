import { Failure } from '../../domain/failure.ts';
import type { AccessTokenStore } from '../../domain/port/access-token-store.ts';
import { accessTokenFrom, accessTokenRowOf } from '../access-token-row.ts';
import { storable } from '../storable.ts';
import type { AccessTokenStatements } from './access-token-statements.ts';
import type { Connection } from './connection.ts';

export function createAccessTokenStore(
  { read, write }: Connection,
  sql: AccessTokenStatements,
): AccessTokenStore {
  return {
    add: (token) => {
      const row = accessTokenRowOf(token);
      return write(() => {
        if (sql.add.run({ ...row }).changes === 0)
          throw new Failure('internal', `Access token ${token.id} exists already.`);
      });
    },
    findByHash: (hash) =>
      read(() => {
        const row = sql.findByHash.get({ hash: storable(hash) });
        return row && accessTokenFrom(row);
      }),
    list: () => read(() => sql.list.all().map(accessTokenFrom)),
    revoke: (id, now) => write(() => sql.revoke.run({ id: storable(id), now }).changes === 1),
    used: (id, now) => write(() => void sql.used.run({ id: storable(id), now })),
  };
}
