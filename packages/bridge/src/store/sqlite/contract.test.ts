import { describeAccessTokenStore } from '../access-token-store.testsuite.ts';
import { describeAuditLog } from '../audit-log.testsuite.ts';
import { describeBackplane } from '../backplane.testsuite.ts';
import { describeEndpointRegister, type TimedSetup } from '../endpoint-register.testsuite.ts';
import { describeEventLogWalk } from '../event-log-walk.testsuite.ts';
import { describeEventLog } from '../event-log.testsuite.ts';
import { describeGrantStoreWalk } from '../grant-store-walk.testsuite.ts';
import { describeGrantStore } from '../grant-store.testsuite.ts';
import { describeKeyring } from '../keyring.testsuite.ts';
import { describeLinkRegister } from '../link-register.testsuite.ts';
import { describeOutbox } from '../outbox.testsuite.ts';
import { describeSpokenTasks } from '../spoken-tasks.testsuite.ts';
import { describeTaskStoreWalk } from '../task-store-walk.testsuite.ts';
import { describeTaskStore, type StoreSetup } from '../task-store.testsuite.ts';
import { describeTaskTally } from '../task-tally.testsuite.ts';
import { describeThreadLog } from '../thread-log.testsuite.ts';
import { describeUploadStore } from '../upload-store.testsuite.ts';
import { describeWebUserStore } from '../web-user-store.testsuite.ts';
import { createTempStore } from './temp-store.fixture.ts';

async function onSqlite(): Promise<StoreSetup> {
  const temp = createTempStore();
  return { open: async () => temp.open(), teardown: temp.discard };
}

async function timedOnSqlite(): Promise<TimedSetup> {
  let now = 1_000_000_000;
  const pass = async (ms: number) => (now += ms);
  return { ...(await onSqlite()), now: () => now, pass };
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
describeEndpointRegister('SQLite', timedOnSqlite);
describeSpokenTasks('SQLite', onSqlite);
describeTaskTally('SQLite', onSqlite);
describeThreadLog('SQLite', onSqlite);
describeWebUserStore('SQLite', onSqlite);
describeUploadStore('SQLite', onSqlite);
describeLinkRegister('SQLite', timedOnSqlite);
describeBackplane('SQLite', onSqlite);
