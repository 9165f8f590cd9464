import type { LinkRegister } from '../../domain/port/link-register.ts';
import { linkFrom } from '../link-row.ts';
import { text } from '../row.ts';
import { storable } from '../storable.ts';
import type { Connection } from './connection.ts';
import type { LinkStatements } from './link-statements.ts';

export function createLinkRegister({ read, write }: Connection, sql: LinkStatements): LinkRegister {
  return {
    take: (name, holder, now, until) =>
      write(() => void sql.take.run({ name: storable(name), holder: storable(holder), now, until })),
    renew: (holder, names, _now, until) => {
      const renewed = { holder: storable(holder), names: JSON.stringify(names.map(storable)), until };
      return write(() => sql.renew.all(renewed).map((row) => text(row, 'name')));
    },
    release: (name, holder, now) =>
      write(() => void sql.release.run({ name: storable(name), holder: storable(holder), now })),
    list: (now) => read(() => sql.list.all({ now }).map(linkFrom)),
    forget: (name) => write(() => void sql.forget.run({ name: storable(name) })),
  };
}
