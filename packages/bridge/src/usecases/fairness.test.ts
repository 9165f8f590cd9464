import { aGuest } from '../domain/principal.fixture.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anInstance } from '../domain/instance.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createWorld, type World } from './world.fixture.ts';

let temp: TempStore;

beforeEach(() => {
  temp = createTempStore();
});
afterEach(() => temp.discard());

const worldWith = (maxConcurrent: number): World =>
  createWorld(temp.open(), { instances: [anInstance({ maxConcurrent })] });

async function flood(world: World, count: number, over: Parameters<World['ask']>[0] = {}): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, () => world.ask({ inBackground: true, waitMs: 0, ...over })),
  );
  await world.quiet();
}

describe('fairness', () => {
  it.each([
    { places: 1, taken: 1 },
    { places: 2, taken: 1 },
    { places: 8, taken: 6 },
    { places: 16, taken: 12 },
  ])('leaves of $places places $taken to background work', async ({ places, taken }) => {
    const world = worldWith(places);
    await flood(world, 50);
    expect(world.runner.runs).toHaveLength(taken);
  });

  it('begins a question somebody waits for at once, however much background work there is', async () => {
    const world = worldWith(8);
    await flood(world, 100);
    const asking = world.ask({ message: 'urgent' });
    await expect.poll(() => world.runner.runs.at(-1)?.message).toBe('urgent');
    world.runner.runs.at(-1)?.answer('at once');
    expect(await asking).toMatchObject({ answer: { text: 'at once' } });
    expect(world.runner.runs).toHaveLength(7);
  });

  it('lets questions somebody waits for take every place', async () => {
    const world = worldWith(4);
    const asking = Array.from({ length: 6 }, () => world.ask());
    await expect.poll(() => world.runner.runs.length).toBe(4);
    for (let i = 0; i < 6; i++) (await world.runner.next()).answer('done');
    await Promise.all(asking);
  });

  it('lets one slow conversation hold up nobody else', async () => {
    const world = worldWith(4);
    await flood(world, 20, { sessionId: 'slow' });
    expect(world.runner.runs).toHaveLength(1);
    await flood(world, 1, { message: 'other' });
    expect(world.runner.runs.at(-1)?.message).toBe('other');
  });

  it('begins a waiting question of a busy conversation as soon as that is free, before background work', async () => {
    const world = worldWith(4);
    await flood(world, 1, { sessionId: 's', message: 'first' });
    await flood(world, 10);
    const asking = world.ask({ sessionId: 's', message: 'next' });
    await world.quiet();
    world.runner.runs.find(({ message }) => message === 'first')?.answer('done');
    await expect.poll(() => world.runner.runs.some(({ message }) => message === 'next')).toBe(true);
    world.runner.runs.find(({ message }) => message === 'next')?.answer('done');
    await asking;
  });

  it('lets principals take turns', async () => {
    const world = worldWith(4);
    await flood(world, 20, { principal: aGuest('noisy'), message: 'noisy' });
    await flood(world, 2, { principal: aGuest('quiet'), message: 'quiet' });
    for (let i = 0; i < 4; i++) {
      (await world.runner.next()).answer('done');
      await world.quiet();
    }
    const begunAfterwards = world.runner.runs.slice(3, 7).map(({ message }) => message);
    expect(begunAfterwards.filter((message) => message === 'quiet')).toHaveLength(2);
  });
});
