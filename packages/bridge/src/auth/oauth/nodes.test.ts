import { createTempStore } from '../../store/sqlite/temp-store.fixture.ts';
import { describeNodes } from './nodes.testsuite.ts';

describeNodes('SQLite', createTempStore);
