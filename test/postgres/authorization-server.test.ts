import { afterAll, beforeAll } from 'vitest';
import { describeNodes } from '../../packages/bridge/src/auth/oauth/nodes.testsuite.ts';
import {
  createTempDatabase,
  createTempStore,
  type TempDatabase,
} from '../../packages/bridge/src/store/postgres/temp-store.fixture.ts';

let database: TempDatabase;

beforeAll(async () => {
  database = await createTempDatabase();
});

afterAll(async () => {
  await database.drop();
});

describeNodes('PostgreSQL', () => createTempStore(database));
