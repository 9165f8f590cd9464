import type { Signal } from '../signal.ts';
import type { EventStatements } from './event-statements.ts';

/** Puts the ends of tasks into the event log, in the transaction that settles them. */
export interface Settlements {
  record(taskId: string): void;
}

export function createSettlements(sql: EventStatements, appended: Signal): Settlements {
  return {
    record(taskId) {
      if (sql.putSettled.run({ taskId }).changes === 0) return;
      sql.advance.run({ count: 1 });
      // The transaction ends in this turn of the event loop, so listeners find the event.
      appended.raise();
    },
  };
}
