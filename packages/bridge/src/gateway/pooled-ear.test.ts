import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Failure } from '../domain/failure.ts';
import type { GatewayEar, Hearing } from '../domain/port/gateway-ear.ts';
import { createPooledEar } from './pooled-ear.ts';
import { createRecordingHearing } from './recording-hearing.fixture.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An outlet that can be opened once it is mended. */
function createWorld({ broken = false } = {}) {
  const world = { broken, opened: 0, listening: new Set<Hearing>() };
  const outlet: GatewayEar = {
    listen(_, hearing) {
      world.listening.add(hearing);
      return () => void world.listening.delete(hearing);
    },
  };
  const ear = createPooledEar(async () => {
    world.opened += 1;
    if (world.broken) throw new Failure('config_invalid', 'no key');
    return outlet;
  });
  return {
    world,
    ear,
    hearing: createRecordingHearing(),
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

it('opens an outlet when somebody listens, and leaves it when nobody does', async () => {
  const { world, ear, hearing, pass } = createWorld();
  expect(world.opened).toBe(0);
  const stop = ear.listen('home', hearing);
  await pass(0);
  expect([...world.listening]).toEqual([hearing]);
  stop();
  expect(world.listening.size).toBe(0);
});

it('does not begin to listen for who has stopped meanwhile', async () => {
  const { world, ear, hearing, pass } = createWorld();
  ear.listen('home', hearing)();
  await pass(0);
  expect(world).toMatchObject({ opened: 1, listening: new Set() });
});

it('says once that an outlet cannot be opened, and tries again each minute', async () => {
  const { world, ear, hearing, pass } = createWorld({ broken: true });
  ear.listen('home', hearing);
  await pass(60_000);
  expect(hearing.losses).toMatchObject([{ code: 'config_invalid', message: 'no key' }]);
  expect(world.opened).toBe(2);
  world.broken = false;
  await pass(60_000);
  expect([...world.listening]).toEqual([hearing]);
});

it('is closed for all who listen', async () => {
  const { world, ear, hearing, pass } = createWorld();
  ear.listen('home', hearing);
  ear.listen('home', createRecordingHearing());
  await pass(0);
  expect(world.listening.size).toBe(2);
  ear.close();
  expect(world.listening.size).toBe(0);
});

it('tries nothing again once it is closed', async () => {
  const { world, ear, hearing, pass } = createWorld({ broken: true });
  ear.listen('home', hearing);
  await pass(0);
  ear.close();
  await pass(120_000);
  expect(world.opened).toBe(1);
});
