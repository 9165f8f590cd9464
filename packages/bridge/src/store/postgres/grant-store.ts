import { randomUUID } from 'node:crypto';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import { grantFrom, grantRowOf } from '../grant-row.ts';
import type { Connection } from './connection.ts';
import { grantStatements as sql } from './grant-statements.ts';

export function createGrantStore({ run }: Connection): GrantStore {
  return {
    async put(record) {
      const { kind, id, uid, grant_id, expires_at, consumed_at, data } = grantRowOf(record);
      await run((ask) => ask(sql.put, [kind, id, uid, grant_id, expires_at, consumed_at, data]));
    },
    async find(kind, id, now) {
      const [row] = await run((ask) => ask(sql.find, [kind, id, now]));
      return row && grantFrom(row);
    },
    async findByUid(kind, uid, now) {
      const [row] = await run((ask) => ask(sql.findByUid, [kind, uid, now]));
      return row && grantFrom(row);
    },
    async list(kind, now, limit) {
      const rows = await run((ask) => ask(sql.list, [kind, now, limit]));
      return rows.map(grantFrom);
    },
    async count(kind, now) {
      const [row] = await run((ask) => ask(sql.count, [kind, now]));
      return Number(row?.['count']);
    },
    async consume(kind, id, now) {
      const consumer = randomUUID();
      const rows = await run((ask) => ask(sql.consume, [kind, id, now, consumer]));
      return rows.length === 1;
    },
    async remove(kind, id) {
      await run((ask) => ask(sql.remove, [kind, id]));
    },
    async removeKind(kind) {
      await run((ask) => ask(sql.removeKind, [kind]));
    },
    async revoke(grantId) {
      await run((ask) => ask(sql.revoke, [grantId]));
    },
    async prune(now, limit) {
      const [gone] = await run((ask) => ask(sql.prune, [now, limit]));
      return Number(gone?.['count']);
    },
  };
}
