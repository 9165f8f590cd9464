import { afterAll, beforeAll } from 'vitest';
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
import { age, createTempDatabase, createTempStore, type TempDatabase } from './temp-store.fixture.ts';

let database: TempDatabase;

beforeAll(async () => {
  database = await createTempDatabase();
});
afterAll(() => database.drop());

async function onPostgres(): Promise<StoreSetup> {
  const temp = createTempStore(database);
  return { open: temp.open, teardown: temp.discard };
}

async function timedOnPostgres(): Promise<TimedSetup> {
  return { ...(await onPostgres()), now: () => Date.now(), pass: (ms) => age(database, ms) };
}

describeTaskStore('PostgreSQL', onPostgres);
describeTaskStoreWalk('PostgreSQL', onPostgres);
describeOutbox('PostgreSQL', onPostgres);
describeEventLog('PostgreSQL', onPostgres);
describeEventLogWalk('PostgreSQL', onPostgres);
describeGrantStore('PostgreSQL', onPostgres);
describeGrantStoreWalk('PostgreSQL', onPostgres);
describeKeyring('PostgreSQL', onPostgres);
describeAccessTokenStore('PostgreSQL', onPostgres);
describeAuditLog('PostgreSQL', onPostgres);
describeEndpointRegister('PostgreSQL', timedOnPostgres);
describeSpokenTasks('PostgreSQL', onPostgres);
describeTaskTally('PostgreSQL', onPostgres);
describeThreadLog('PostgreSQL', onPostgres);
describeWebUserStore('PostgreSQL', onPostgres);
describeUploadStore('PostgreSQL', onPostgres);
describeLinkRegister('PostgreSQL', timedOnPostgres);
describeBackplane('PostgreSQL', onPostgres);
