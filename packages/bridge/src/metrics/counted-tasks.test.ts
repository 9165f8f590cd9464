import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TaskStore } from '../domain/port/task-store.ts';
import { aNewTask } from '../domain/task.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { countedTasks } from './counted-tasks.ts';
import { createInstruments } from './instruments.ts';

const WORKER = 'w1';

let temp: TempStore;
beforeEach(() => {
  temp = createTempStore();
});
afterEach(() => temp.discard());

/** Begins three tasks where two are remembered, and ends them all. */
async function endThree(begin: 'claim' | 'takeOver'): Promise<number | undefined> {
  const instruments = createInstruments(new Registry());
  const { tasks } = temp.open();
  const counted = countedTasks(tasks, instruments, 2);
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push((await counted.add(aNewTask())).task.id);
  const claim: Parameters<TaskStore['claim']>[0] = {
    worker: WORKER,
    instance: 'home',
    gateway: aNewTask().gateway,
    limit: 3,
    now: 2_000,
    leaseUntil: 2_001,
  };
  if (begin === 'takeOver') await tasks.claim({ ...claim, worker: 'w0' });
  const begun = await counted[begin](begin === 'claim' ? claim : { ...claim, now: 3_000, leaseUntil: 9_000 });
  expect(begun).toHaveLength(3);
  for (const id of ids) expect(await counted.settle(id, WORKER, { status: 'cancelled' }, 3_000)).toBe(true);
  const { values } = await instruments.tasks.get();
  return values.find(({ labels }) => labels['status'] === 'cancelled')?.value;
}

it.each(['claim', 'takeOver'] as const)(
  'remembers no more running tasks than it may after a %s: those that end elsewhere would stay for ever',
  async (begin) => {
    expect(await endThree(begin)).toBe(2);
  },
);
