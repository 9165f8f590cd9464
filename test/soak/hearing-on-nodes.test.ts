import { describeHearing } from './hearing.testsuite.ts';
import { onPostgres } from './store.ts';

describeHearing(onPostgres);
