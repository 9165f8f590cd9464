import { afterEach, beforeEach, expect, it } from 'vitest';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import type { EndpointRegister } from '../domain/port/endpoint-register.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { retainEndpoints } from './retain-endpoints.ts';
import { createWorld, type World } from './world.fixture.ts';

const AN_HOUR = 60 * 60 * 1000;
const A_MONTH = 30 * 24 * AN_HOUR;

let temp: TempStore;
let endpoints: EndpointRegister;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  const store = temp.open();
  ({ endpoints } = store);
  world = createWorld(store);
  world.clock.jump(2 * A_MONTH);
});
afterEach(() => temp.discard());

const held = async (name: string, ago: number) => {
  const until = world.clock.now() - ago;
  await endpoints.hold({ holder: name, ids: [name], now: until - 1, until });
  await endpoints.report(name, name, anEndpointReport({ name }), until - 1);
};
const left = async () => {
  await world.quiet();
  return (await endpoints.list(world.clock.now())).map(({ id }) => id);
};

it('forgets endpoints nobody has dialled for a month, now and every hour', async () => {
  await held('attic', A_MONTH + 1);
  await held('kitchen', A_MONTH);
  await held('office', 0);
  const stop = retainEndpoints({ ...world, endpoints });
  expect(await left()).toEqual(['kitchen', 'office']);
  expect(world.log.lines).toMatchObject([{ level: 'info', fields: { deleted: 1 } }]);
  world.clock.advance(AN_HOUR);
  expect(await left()).toEqual(['office']);
  stop();
  expect(world.clock.waiting()).toBe(0);
});

it('goes on after a look that failed', async () => {
  await held('attic', A_MONTH + 1);
  let broken = true;
  const prune: EndpointRegister['prune'] = async (before) => {
    if (broken) throw new Error('disk');
    return await endpoints.prune(before);
  };
  retainEndpoints({ ...world, endpoints: { ...endpoints, prune } });
  expect(await left()).toEqual(['attic']);
  expect(world.log.lines).toMatchObject([{ level: 'error' }]);
  broken = false;
  world.clock.advance(AN_HOUR);
  expect(await left()).toEqual([]);
});
