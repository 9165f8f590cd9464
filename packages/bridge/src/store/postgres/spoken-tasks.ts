import { randomUUID } from 'node:crypto';
import type { SpokenTasks } from '../../domain/port/spoken-tasks.ts';
import { askedTask, questionRowOf, spokenFrom, type QuestionRow } from '../spoken-row.ts';
import type { Ask, Connection } from './connection.ts';
import { inTransaction } from './in-transaction.ts';
import { spokenStatements as sql } from './spoken-statements.ts';

type Numbering = Awaited<ReturnType<SpokenTasks['number']>>;

export function createSpokenTasks({ run, track }: Connection): SpokenTasks {
  return {
    number: (question) => {
      const row = questionRowOf(question);
      const call = randomUUID();
      return track(run((ask) => inTransaction(ask, () => numberOf(ask, row, call))));
    },
    async find(principal, number) {
      // The database refuses what is no number of its own.
      if (!Number.isSafeInteger(number)) return undefined;
      const [row] = await run((ask) => ask(sql.find, [principal, number]));
      return row && spokenFrom(row);
    },
    async of(principal, taskId) {
      const [row] = await run((ask) => ask(sql.of, [principal, taskId]));
      return row && spokenFrom(row);
    },
    newest: async (principal, listener, limit) =>
      (await run((ask) => ask(sql.newest, [principal, listener, limit]))).map(spokenFrom),
    unheard: async ({ principal, listener, since, limit }) =>
      (await run((ask) => ask(sql.unheard, [principal, listener, since, limit]))).map(spokenFrom),
    async heard(principal, numbers, now) {
      await track(run((ask) => ask(sql.heard, [principal, numbers.map(String), now])));
    },
  };
}

/** Each statement sees what was committed before it: the second one sees what the lock was waited for. */
async function numberOf(ask: Ask, row: QuestionRow, call: string): Promise<Numbering> {
  const { principal, listener, fingerprint, now, since, latest, unboundBefore } = row;
  await ask(sql.lock, [principal]);
  const [same] = await ask(sql.same, [principal, listener, fingerprint, since, latest, call]);
  if (same) return { spoken: spokenFrom(same), isNew: same['is_own'] === true };
  const [added = {}] = await ask(sql.add, [principal, listener, fingerprint, now, unboundBefore, call]);
  return { spoken: askedTask(row, Number(added['number'])), isNew: true };
}
