import { afterAll, beforeAll } from 'vitest';
import { describeRelayNodes } from '../../packages/bridge/src/relay/relay-nodes.testsuite.ts';
import {
  createTempDatabase,
  createTempStore,
  type TempDatabase,
} from '../../packages/bridge/src/store/postgres/temp-store.fixture.ts';

let database: TempDatabase;

beforeAll(async () => {
  database = await createTempDatabase();
});
afterAll(() => database.drop());

describeRelayNodes('PostgreSQL', () => createTempStore(database));
