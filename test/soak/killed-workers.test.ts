import { describeKilledWorkers } from './killed-workers.testsuite.ts';
import { onSqlite } from './store.ts';

describeKilledWorkers(onSqlite);
