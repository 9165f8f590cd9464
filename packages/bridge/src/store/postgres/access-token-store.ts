import type { AccessToken } from '../../domain/access-token.ts';
import { Failure } from '../../domain/failure.ts';
import type { AccessTokenStore } from '../../domain/port/access-token-store.ts';
import { accessTokenFrom, accessTokenRowOf } from '../access-token-row.ts';
import { accessTokenStatements as sql } from './access-token-statements.ts';
import type { Ask, Connection } from './connection.ts';

export function createAccessTokenStore({ run }: Connection): AccessTokenStore {
  return {
    add: (token) => run((ask, maybeDone) => add(ask, token, maybeDone)),
    async findByHash(hash) {
      const [row] = await run((ask) => ask(sql.findByHash, [hash]));
      return row && accessTokenFrom(row);
    },
    list: async () => (await run((ask) => ask(sql.list))).map(accessTokenFrom),
    revoke: (id, now) => run((ask, maybeDone) => revoke(ask, id, now, maybeDone)),
    async used(id, now) {
      await run((ask) => ask(sql.used, [id, now]));
    },
  };
}

/** An interrupted try may have added it. */
async function add(ask: Ask, token: AccessToken, maybeDone: boolean): Promise<void> {
  const row = accessTokenRowOf(token);
  const added = await ask(sql.add, [
    row.id,
    row.hash,
    row.name,
    row.principal,
    row.scopes,
    row.allow,
    row.created_at,
    row.expires_at,
    row.last_used_at,
    row.revoked_at,
  ]);
  const found = added.length > 0 || !maybeDone ? added : await ask(sql.added, [row.id, row.hash]);
  if (found.length === 0) throw new Failure('internal', `Access token ${token.id} exists already.`);
}

/** An interrupted try may have revoked it. */
async function revoke(ask: Ask, id: string, now: number, maybeDone: boolean): Promise<boolean> {
  const revoked = await ask(sql.revoke, [id, now]);
  const found = revoked.length > 0 || !maybeDone ? revoked : await ask(sql.revoked, [id, now]);
  return found.length > 0;
}
