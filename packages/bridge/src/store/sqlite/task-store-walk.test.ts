import { describeTaskStoreWalk } from '../task-store-walk.testsuite.ts';
import { createTempStore } from './temp-store.fixture.ts';

describeTaskStoreWalk('SQLite', async () => {
  const temp = createTempStore();
  return { open: async () => temp.open(), teardown: temp.discard };
});
