import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { anEndpointReport } from '../../domain/endpoint.fixture.ts';
import type { EndpointRegister } from '../../domain/port/endpoint-register.ts';
import {
  createTempDatabase,
  createTempStore,
  type TempDatabase,
  type TempStore,
} from './temp-store.fixture.ts';

const AN_HOUR = 60 * 60 * 1000;
const LEASE_MS = 60_000;

let database: TempDatabase;
let temp: TempStore;
let register: EndpointRegister;

beforeAll(async () => {
  database = await createTempDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  temp = createTempStore(database);
  ({ endpoints: register } = await temp.open());
});
afterEach(() => temp.discard());

/** As a process asks whose clock is wrong by so much. */
const hold = (holder: string, wrongBy: number) => {
  const now = Date.now() + wrongBy;
  return register.hold({ holder, ids: ['x'], now, until: now + LEASE_MS });
};

it.each([AN_HOUR, -AN_HOUR])(
  'an endpoint has one holder when the clock of another is %i ms ahead',
  async (wrongBy) => {
    expect(await hold('a', 0)).toEqual(['x']);
    expect(await hold('b', wrongBy)).toEqual([]);
    expect(await hold('a', 0)).toEqual(['x']);
  },
);

it.each([AN_HOUR, -AN_HOUR])(
  'a holder is seen to live by a process whose clock is %i ms ahead',
  async (wrongBy) => {
    await hold('a', 0);
    await register.report('x', 'a', anEndpointReport(), Date.now());
    expect(await register.list(Date.now() + wrongBy)).toMatchObject([{ isHeld: true }]);
    await register.release('a');
    expect(await register.list(Date.now() + wrongBy)).toMatchObject([{ isHeld: false }]);
  },
);
