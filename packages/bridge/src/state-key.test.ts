import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTempHome, type TempHome } from './config/home.fixture.ts';
import { stateKeyFrom } from './state-key.ts';

let homes: readonly TempHome[];
beforeEach(() => {
  homes = [createTempHome(), createTempHome()];
});
afterEach(() => {
  for (const home of homes) home.discard();
});

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLTtLMfKQ9r8GKYo=';

async function keys(environment: Record<string, string> = {}) {
  return await Promise.all(
    homes.map(async (home) => Buffer.from(stateKeyFrom(await home.read(environment))).toString('hex')),
  );
}

it('is the same for every process of one home', async () => {
  const first = await keys();
  expect(await keys()).toEqual(first);
  expect(first[0]).toMatch(/^[0-9a-f]{64}$/);
});

it('is the same for nodes with the same webhook secret, and for no others', async () => {
  const [here, there] = await keys({ CLAWBRIDGE_WEBHOOK_SECRET: SECRET });
  expect(here).toBe(there);
  const [own, other] = await keys();
  expect(new Set([here, own, other]).size).toBe(3);
});
