import { createBackplanes } from '../domain/port/backplane.fixture.ts';
import { createTempStore } from '../store/sqlite/temp-store.fixture.ts';
import { describeRelayNodes } from './relay-nodes.testsuite.ts';

describeRelayNodes('SQLite', () => ({ ...createTempStore(), wires: createBackplanes(2) }));
