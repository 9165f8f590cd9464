import type { Store } from '../../domain/port/store.ts';
import { createSignal } from '../signal.ts';
import { prepareAccessTokenStatements } from './access-token-statements.ts';
import { createAccessTokenStore } from './access-token-store.ts';
import { createAuditLog } from './audit-log.ts';
import { prepareAuditStatements } from './audit-statements.ts';
import { createBackplane } from './backplane.ts';
import { connect } from './connection.ts';
import { createEndpointRegister } from './endpoint-register.ts';
import { prepareEndpointStatements } from './endpoint-statements.ts';
import { createEventLog } from './event-log.ts';
import { prepareEventStatements } from './event-statements.ts';
import { prepareGrantStatements } from './grant-statements.ts';
import { createGrantStore } from './grant-store.ts';
import { prepareKeyringStatements } from './keyring-statements.ts';
import { createKeyring } from './keyring.ts';
import { createLinkRegister } from './link-register.ts';
import { prepareLinkStatements } from './link-statements.ts';
import { prepareOutboxStatements } from './outbox-statements.ts';
import { createOutbox } from './outbox.ts';
import { createSettlements } from './settlements.ts';
import { prepareSpokenStatements } from './spoken-statements.ts';
import { createSpokenTasks } from './spoken-tasks.ts';
import { prepareTaskStatements } from './task-statements.ts';
import { createTaskStore } from './task-store.ts';
import { createThreadLog } from './thread-log.ts';
import { prepareThreadStatements } from './thread-statements.ts';
import { prepareUploadStatements } from './upload-statements.ts';
import { createUploadStore } from './upload-store.ts';
import { prepareWebUserStatements } from './web-user-statements.ts';
import { createWebUserStore } from './web-user-store.ts';

/** One SQLite file, shared by any number of processes of this machine. Errors: `store_unavailable`. */
export function openSqliteStore(file: string): Store {
  const connection = connect(file);
  const { db } = connection;
  const outboxSql = prepareOutboxStatements(db);
  const taskSql = prepareTaskStatements(db);
  const spokenSql = prepareSpokenStatements(db);
  const eventSql = prepareEventStatements(db);
  const appended = createSignal();
  const written = createSignal();
  return {
    tasks: createTaskStore(connection, taskSql, outboxSql, spokenSql, createSettlements(eventSql, appended)),
    outbox: createOutbox(connection, outboxSql),
    events: createEventLog(connection, eventSql, appended),
    grants: createGrantStore(connection, prepareGrantStatements(db)),
    keyring: createKeyring(connection, prepareKeyringStatements(db)),
    accessTokens: createAccessTokenStore(connection, prepareAccessTokenStatements(db)),
    audit: createAuditLog(connection, prepareAuditStatements(db)),
    endpoints: createEndpointRegister(connection, prepareEndpointStatements(db)),
    spoken: createSpokenTasks(connection, spokenSql),
    threads: createThreadLog(connection, prepareThreadStatements(db), written),
    webUsers: createWebUserStore(connection, prepareWebUserStatements(db)),
    uploads: createUploadStore(connection, prepareUploadStatements(db)),
    links: createLinkRegister(connection, prepareLinkStatements(db)),
    backplane: createBackplane(),
    place: file,
    async close() {
      appended.end();
      written.end();
      await connection.close();
    },
  };
}
