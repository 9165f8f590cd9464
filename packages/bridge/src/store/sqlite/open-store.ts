import type { Store } from '../../domain/port/store.ts';
import { connect } from './connection.ts';
import { prepareOutboxStatements } from './outbox-statements.ts';
import { createOutbox } from './outbox.ts';
import { prepareTaskStatements } from './task-statements.ts';
import { createTaskStore } from './task-store.ts';

/** One SQLite file, shared by any number of processes of this machine. Errors: `store_unavailable`. */
export function openSqliteStore(file: string): Store {
  const connection = connect(file);
  const outboxSql = prepareOutboxStatements(connection.db);
  const taskSql = prepareTaskStatements(connection.db);
  return {
    tasks: createTaskStore(connection, taskSql, outboxSql),
    outbox: createOutbox(connection, outboxSql),
    place: file,
    close: connection.close,
  };
}
