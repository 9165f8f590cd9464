import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AuditLog } from '../domain/port/audit-log.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { retainAudit } from './retain-audit.ts';
import { createWorld, type World } from './world.fixture.ts';

const AN_HOUR = 60 * 60 * 1000;

let temp: TempStore;
let audit: AuditLog;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  const store = temp.open();
  ({ audit } = store);
  world = createWorld(store);
  world.clock.jump(100 * AN_HOUR);
});
afterEach(() => temp.discard());

const signIn = (ago: number) =>
  audit.append({ at: world.clock.now() - ago, action: 'sign-in', outcome: 'ok', target: `${ago}` });
const left = async () => {
  await world.quiet();
  return (await audit.read({ limit: 10_000 })).map(({ target }) => target);
};

it('deletes records that are too old, in as many batches as it takes, now and every hour', async () => {
  await Promise.all(Array.from({ length: 2_300 }, () => signIn(2 * AN_HOUR + 1)));
  for (const ago of [2 * AN_HOUR, AN_HOUR, 0]) await signIn(ago);
  const stop = retainAudit({ ...world, audit, keepMs: 2 * AN_HOUR });
  expect(await left()).toEqual(['0', `${AN_HOUR}`, `${2 * AN_HOUR}`]);
  expect(world.log.lines).toMatchObject([{ level: 'info', fields: { deleted: 2_300 } }]);
  world.clock.advance(AN_HOUR);
  expect(await left()).toEqual(['0', `${AN_HOUR}`]);
  stop();
  expect(world.clock.waiting()).toBe(0);
});
