import { describeHearing } from './hearing.testsuite.ts';
import { onSqlite } from './store.ts';

describeHearing(onSqlite);
