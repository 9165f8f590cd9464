import { aGuest, anOwner } from '../domain/principal.fixture.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWNER } from '../domain/principal.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createWorld, type World } from './world.fixture.ts';

let temp: TempStore;
let world: World;

beforeEach(() => {
  temp = createTempStore();
  world = createWorld(temp.open());
});
afterEach(() => temp.discard());

describe('getTask', () => {
  it('tells how a task is doing, without waiting', async () => {
    const { id } = await world.ask({ waitMs: 0 });
    await world.runner.next();
    expect(await world.getTask({ principal: OWNER, id })).toMatchObject({ id, status: 'running' });
  });

  it('waits for the end when asked to, and shows the progress meanwhile', async () => {
    const { id } = await world.ask({ waitMs: 0 });
    const run = await world.runner.next();
    const seen: string[] = [];
    const waiting = world.getTask({
      principal: OWNER,
      id,
      waitMs: 5_000,
      onProgress: (progress) => seen.push('text' in progress ? progress.text : ''),
    });
    await expect.poll(() => world.clock.waiting()).toBe(1);
    run.progress({ text: 'po' });
    run.answer('pong');
    expect(await waiting).toMatchObject({ status: 'completed', answer: { text: 'pong' } });
    expect(seen).toEqual(['po']);
  });

  it('finds the answer of an earlier process', async () => {
    const asking = world.ask();
    (await world.runner.next()).answer('kept');
    const { id } = await asking;
    await world.close();
    const later = createWorld(temp.open());
    expect(await later.getTask({ principal: OWNER, id })).toMatchObject({ answer: { text: 'kept' } });
  });

  it('does not know a task that is not there, or is somebody else’s', async () => {
    const { id } = await world.ask({ waitMs: 0 });
    await expect(world.getTask({ principal: OWNER, id: 'task_0' })).rejects.toMatchObject({
      code: 'unknown_task',
    });
    await expect(world.getTask({ principal: aGuest(), id })).rejects.toMatchObject({
      code: 'unknown_task',
    });
  });

  it('shows none to somebody who may not look, or not into its session', async () => {
    const { id } = await world.ask({ waitMs: 0, sessionId: 'notes' });
    await expect(world.getTask({ principal: anOwner([]), id })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const elsewhere = anOwner(['read'], { sessionPrefixes: ['other'] });
    await expect(world.getTask({ principal: elsewhere, id })).rejects.toMatchObject({ code: 'unknown_task' });
    expect(await world.getTask({ principal: anOwner(['read']), id })).toMatchObject({ id });
  });
});
