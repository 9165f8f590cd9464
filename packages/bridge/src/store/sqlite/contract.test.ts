import { describeAccessTokenStore } from '../access-token-store.testsuite.ts';
import { describeAuditLog } from '../audit-log.testsuite.ts';
import { describeEndpointRegister } from '../endpoint-register.testsuite.ts';
import { describeEventLogWalk } from '../event-log-walk.testsuite.ts';
import { describeEventLog } from '../event-log.testsuite.ts';
import { describeGrantStoreWalk } from '../grant-store-walk.testsuite.ts';
import { describeGrantStore } from '../grant-store.testsuite.ts';
import { describeKeyring } from '../keyring.testsuite.ts';
import { describeOutbox } from '../outbox.testsuite.ts';
import { describeSpokenTasks } from '../spoken-tasks.testsuite.ts';
import { describeTaskStoreWalk } from '../task-store-walk.testsuite.ts';
import { describeTaskStore, type StoreSetup } from '../task-store.testsuite.ts';
import { createTempStore } from './temp-store.fixture.ts';

async function onSqlite(): Promise<StoreSetup> {
  const temp = createTempStore();
  return { open: async () => temp.open(), teardown: temp.discard };
}

describeTaskStore('SQLite', onSqlite);
describeTaskStoreWalk('SQLite', onSqlite);
describeOutbox('SQLite', onSqlite);
describeEventLog('SQLite', onSqlite);
describeEventLogWalk('SQLite', onSqlite);
describeGrantStore('SQLite', onSqlite);
describeGrantStoreWalk('SQLite', onSqlite);
describeKeyring('SQLite', onSqlite);
describeAccessTokenStore('SQLite', onSqlite);
describeAuditLog('SQLite', onSqlite);
describeEndpointRegister('SQLite', async () => {
  let now = 1_000_000_000;
  const pass = async (ms: number) => (now += ms);
  return { ...(await onSqlite()), now: () => now, pass };
});
describeSpokenTasks('SQLite', onSqlite);
