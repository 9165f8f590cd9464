import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GrantRecord, GrantStore } from '../domain/port/grant-store.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { retainGrants } from './retain-grants.ts';
import { createWorld, type World } from './world.fixture.ts';

const TEN_MINUTES = 10 * 60 * 1000;

let temp: TempStore;
let grants: GrantStore;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  const store = temp.open();
  ({ grants } = store);
  world = createWorld(store);
});
afterEach(() => temp.discard());

const put = (over: Partial<GrantRecord>) => grants.put({ kind: 'Client', id: 'a', data: '{}', ...over });
/** Also what has expired and is still there. */
const left = async () => {
  await world.quiet();
  return await grants.count('Client', 0);
};

it('deletes what has expired, in as many batches as it takes, now and every ten minutes', async () => {
  const now = world.clock.now();
  await Promise.all(Array.from({ length: 1_200 }, (_, i) => put({ id: `flood${i}`, expiresAt: now })));
  await put({ id: 'later', expiresAt: now + TEN_MINUTES });
  await put({ id: 'lasting' });
  const stop = retainGrants({ ...world, grants });
  expect(await left()).toBe(2);
  expect(world.log.lines).toMatchObject([{ level: 'debug', fields: { deleted: 1_200 } }]);
  world.clock.advance(TEN_MINUTES - 1);
  expect(await left()).toBe(2);
  world.clock.advance(1);
  expect(await left()).toBe(1);
  stop();
  expect(world.clock.waiting()).toBe(0);
});

it('goes on after a look that failed', async () => {
  await put({ expiresAt: 1 });
  let broken = true;
  const prune: GrantStore['prune'] = async (now, limit) => {
    if (broken) throw new Error('disk');
    return await grants.prune(now, limit);
  };
  retainGrants({ ...world, grants: { ...grants, prune } });
  expect(await left()).toBe(1);
  expect(world.log.lines).toMatchObject([{ level: 'error' }]);
  broken = false;
  world.clock.advance(TEN_MINUTES);
  expect(await left()).toBe(0);
});
