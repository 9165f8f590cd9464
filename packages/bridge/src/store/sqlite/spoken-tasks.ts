import type { SpokenTasks } from '../../domain/port/spoken-tasks.ts';
import { askedTask, questionRowOf, spokenFrom, type QuestionRow } from '../spoken-row.ts';
import { storable } from '../storable.ts';
import type { Connection } from './connection.ts';
import type { SpokenStatements } from './spoken-statements.ts';

type Numbering = Awaited<ReturnType<SpokenTasks['number']>>;

export function createSpokenTasks({ read, write }: Connection, sql: SpokenStatements): SpokenTasks {
  return {
    number: (question) => {
      const row = questionRowOf(question);
      return write(() => numberOf(sql, row));
    },
    find: (principal, number) =>
      read(() => {
        const row = sql.find.get({ principal: storable(principal), number });
        return row && spokenFrom(row);
      }),
    of: (principal, taskId) =>
      read(() => {
        const row = sql.of.get({ principal: storable(principal), taskId: storable(taskId) });
        return row && spokenFrom(row);
      }),
    newest: (principal, listener, limit) =>
      read(() =>
        sql.newest
          .all({ principal: storable(principal), listener: storable(listener), limit })
          .map(spokenFrom),
      ),
    unheard: ({ principal, listener, since, limit }) =>
      read(() =>
        sql.unheard
          .all({ principal: storable(principal), listener: storable(listener), since, limit })
          .map(spokenFrom),
      ),
    heard: (principal, numbers, now) =>
      write(
        () => void sql.heard.run({ principal: storable(principal), numbers: JSON.stringify(numbers), now }),
      ),
  };
}

function numberOf(sql: SpokenStatements, row: QuestionRow): Numbering {
  const { principal, listener, fingerprint, now, since, latest, unboundBefore } = row;
  const same = sql.same.get({ principal, listener, fingerprint, since, latest });
  if (same) return { spoken: spokenFrom(same), isNew: false };
  sql.forgetUnbound.run({ principal, before: unboundBefore });
  sql.count.run({ principal });
  const spoken = askedTask(row, Number(sql.newestNumber.get({ principal })?.['newest']));
  sql.add.run({ principal, number: spoken.number, listener, fingerprint, askedAt: now });
  return { spoken, isNew: true };
}
