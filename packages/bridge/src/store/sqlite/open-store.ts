import type { Store } from '../../domain/port/store.ts';
import { createSignal } from '../signal.ts';
import { connect } from './connection.ts';
import { createEventLog } from './event-log.ts';
import { prepareEventStatements } from './event-statements.ts';
import { prepareOutboxStatements } from './outbox-statements.ts';
import { createOutbox } from './outbox.ts';
import { createSettlements } from './settlements.ts';
import { prepareTaskStatements } from './task-statements.ts';
import { createTaskStore } from './task-store.ts';

/** One SQLite file, shared by any number of processes of this machine. Errors: `store_unavailable`. */
export function openSqliteStore(file: string): Store {
  const connection = connect(file);
  const outboxSql = prepareOutboxStatements(connection.db);
  const taskSql = prepareTaskStatements(connection.db);
  const eventSql = prepareEventStatements(connection.db);
  const appended = createSignal();
  return {
    tasks: createTaskStore(connection, taskSql, outboxSql, createSettlements(eventSql, appended)),
    outbox: createOutbox(connection, outboxSql),
    events: createEventLog(connection, eventSql, appended),
    place: file,
    async close() {
      appended.end();
      await connection.close();
    },
  };
}
