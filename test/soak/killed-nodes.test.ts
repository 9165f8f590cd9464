import { describeKilledWorkers } from './killed-workers.testsuite.ts';
import { onPostgres } from './store.ts';

describeKilledWorkers(onPostgres);
