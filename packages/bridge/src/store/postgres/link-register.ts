import type { LinkRegister } from '../../domain/port/link-register.ts';
import { linkFrom } from '../link-row.ts';
import { text } from '../row.ts';
import type { Connection } from './connection.ts';
import { linkStatements as sql } from './link-statements.ts';
import { createTurns } from './turns.ts';

export function createLinkRegister({ run, track }: Connection): LinkRegister {
  // Changes go over several connections here; what one process says of its links happens in the order it was said.
  const inTurn = createTurns();

  return {
    take: (name, holder, now, until) =>
      track(inTurn(() => run((ask) => ask(sql.take, [name, holder, until - now, now])))).then(nothing),
    async renew(holder, names, now, until) {
      const rows = await track(inTurn(() => run((ask) => ask(sql.renew, [holder, names, until - now]))));
      return rows.map((row) => text(row, 'name'));
    },
    release: (name, holder, now) =>
      track(inTurn(() => run((ask) => ask(sql.release, [name, holder, now])))).then(nothing),
    list: async () => (await run((ask) => ask(sql.list))).map(linkFrom),
    forget: (name) => track(inTurn(() => run((ask) => ask(sql.forget, [name])))).then(nothing),
  };
}

function nothing(): void {}
