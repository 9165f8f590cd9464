import type { Keyring } from '../../domain/port/keyring.ts';
import { text } from '../row.ts';
import type { Connection } from './connection.ts';
import { keyringStatements as sql } from './keyring-statements.ts';

export function createKeyring({ run }: Connection): Keyring {
  return {
    async find(name) {
      const [row] = await run((ask) => ask(sql.find, [name]));
      return row && text(row, 'value');
    },
    async keep(name, value) {
      const [row = {}] = await run((ask) => ask(sql.keep, [name, value]));
      return text(row, 'value');
    },
    async replace(name, value) {
      await run((ask) => ask(sql.replace, [name, value]));
    },
  };
}
