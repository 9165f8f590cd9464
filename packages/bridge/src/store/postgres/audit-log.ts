import type { AuditLog, AuditQuery } from '../../domain/port/audit-log.ts';
import { auditFrom, auditRowOf, type AuditRow } from '../audit-row.ts';
import type { Row } from '../row.ts';
import { auditStatements as sql } from './audit-statements.ts';
import type { Ask, Connection, Work } from './connection.ts';
import { createGroup } from './group.ts';
import { recordset } from './values.ts';

export function createAuditLog({ run, track }: Connection): AuditLog {
  const appendOne = createGroup<AuditRow, void>({
    async send(rows) {
      await run(appending(rows));
      return rows.map(() => {});
    },
    sizeOf: (row) => recordset([row]).length,
  });

  return {
    append: (record) => track(appendOne(auditRowOf(record))),
    read: async (query) => (await run((ask) => find(ask, query))).map(auditFrom),
    async prune(before, limit) {
      const [gone] = await run((ask) => ask(sql.prune, [before, limit]));
      return Number(gone?.['count']);
    },
  };
}

/** Keeps the numbers it has drawn: what an interrupted try has written is not written again. */
function appending(rows: readonly AuditRow[]): Work<void> {
  let drawn: readonly Row[] | undefined;
  return async (ask) => {
    const numbers = (drawn ??= await ask(sql.draw, [rows.length]));
    await ask(sql.append, [recordset(rows.map((row, i) => ({ ...row, ...numbers[i] })))]);
  };
}

function find(ask: Ask, { limit, before = Number.MAX_SAFE_INTEGER, principal }: AuditQuery) {
  return principal === undefined
    ? ask(sql.read, [before, limit])
    : ask(sql.readOf, [before, limit, principal]);
}
