import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import { anOwner } from '../domain/principal.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createCountTasks } from './count-tasks.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 22, 12, 30);

let temp: TempStore;
let store: TaskStore;

beforeEach(() => {
  temp = createTempStore();
  store = temp.open().tasks;
});
afterEach(() => temp.discard());

const count = (range: 'day' | 'month', offsetMinutes?: number, principal = OWNER) =>
  createCountTasks({ store, clock: createSteppedClock(NOON) })({ principal, range, offsetMinutes });

async function cancelAt(at: number) {
  const task = aNewTask({ createdAt: at - 1_000 });
  await store.add(task);
  await store.cancel(task.id, OWNER.id, at);
}

describe('countTasks', () => {
  it('counts a day by its hours, with those in which nothing ended', async () => {
    await cancelAt(NOON - HOUR);
    await cancelAt(NOON - 23.4 * HOUR);
    await cancelAt(NOON - 25 * HOUR);
    const { steps } = await count('day');
    expect(steps).toHaveLength(24);
    expect(steps.map(({ cancelled }) => cancelled)).toEqual([1, ...Array<number>(21).fill(0), 1, 0]);
    expect(steps.at(-1)?.at).toBe(Date.UTC(2026, 10, 22, 12));
  });

  it('lets the days of a month begin at the midnight of whoever asks', async () => {
    const beijing = 8 * 60;
    await cancelAt(Date.UTC(2026, 10, 21, 15, 59));
    await cancelAt(Date.UTC(2026, 10, 21, 16, 1));
    const { steps } = await count('month', beijing);
    expect(steps).toHaveLength(30);
    expect(steps.slice(-2)).toMatchObject([
      { at: Date.UTC(2026, 10, 20, 16), cancelled: 1 },
      { at: Date.UTC(2026, 10, 21, 16), cancelled: 1 },
    ]);
  });

  it('tells nobody without the scope admin', async () => {
    await expect(count('day', 0, anOwner(['read']))).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
