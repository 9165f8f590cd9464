import { expect, it } from 'vitest';
import { ENDPOINT_LEASE_MS } from '../domain/endpoint.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createMemoryRegister } from '../mcp/xiaozhi/memory-register.fixture.ts';
import { createEndpointHolder } from './endpoint-holder.ts';

function start() {
  const clock = createSteppedClock();
  const register = createMemoryRegister();
  const holder = createEndpointHolder({ register, clock, log: createRecordingLog() });
  /** What a daemon gets whose clock is so much behind. */
  const daemon = (behindMs = 0) => {
    const now = clock.now() - behindMs;
    return register.hold({ holder: 'daemon', ids: ['x'], now, until: now + ENDPOINT_LEASE_MS });
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { clock, holder, daemon, pass };
}

it('what is tried is left to nobody, also not to a daemon whose clock is behind', async () => {
  const { holder, daemon } = start();
  expect(await holder.take('x')).toBe(true);
  for (const behindMs of [0, 1, 10_000]) expect(await daemon(behindMs)).toEqual([]);
});

it('what is tried is kept as long as it takes, and then not for long', async () => {
  const { holder, daemon, pass } = start();
  await holder.take('x');
  for (let times = 0; times < 12; times++) await pass(5_000);
  expect(await daemon()).toEqual([]);
  await holder.leave('x');
  await pass(ENDPOINT_LEASE_MS);
  expect(await daemon()).toEqual(['x']);
});

it('what a daemon holds is left to it', async () => {
  const { holder, daemon, clock } = start();
  await daemon();
  expect(await holder.take('x')).toBe(false);
  await holder.release();
  expect(await daemon()).toEqual(['x']);
  expect(clock.waiting()).toBe(0);
});

it('what is held is given up at once in the end', async () => {
  const { holder, daemon, clock } = start();
  await holder.take('x');
  await holder.release();
  expect(await daemon()).toEqual(['x']);
  expect(clock.waiting()).toBe(0);
});
