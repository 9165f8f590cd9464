import type { Keyring } from '../../domain/port/keyring.ts';
import { text } from '../row.ts';
import { storable } from '../storable.ts';
import type { Connection } from './connection.ts';
import type { KeyringStatements } from './keyring-statements.ts';

export function createKeyring({ read, write }: Connection, sql: KeyringStatements): Keyring {
  return {
    find: (name) =>
      read(() => {
        const row = sql.find.get({ name });
        return row && text(row, 'value');
      }),
    keep: (name, value) =>
      write(() => {
        sql.keep.run({ name, value: storable(value) });
        return text(sql.find.get({ name }) ?? {}, 'value');
      }),
    replace: (name, value) => write(() => void sql.replace.run({ name, value: storable(value) })),
  };
}
