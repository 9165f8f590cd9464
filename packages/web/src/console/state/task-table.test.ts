import type { TaskList, TaskRow } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createSteppedOnlooker, createSteppedTimer, settled } from './stepped-timer.fixture.ts';
import { createTaskTable } from './task-table.ts';

const COUNTS = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
const ROW: TaskRow = {
  id: 't1',
  principal: 'owner',
  instance: 'home',
  session: 's',
  origin: 'cli',
  status: 'cancelled',
  opening: 'hello',
  createdAt: 1,
  isStopping: false,
};

/** A desk with three pages of tasks, which notes what it was asked. */
function createWorld({ refuse = false } = {}) {
  const asked: string[] = [];
  const table = createTaskTable({
    everyMs: 1_000,
    timer: createSteppedTimer(),
    onlooker: createSteppedOnlooker(),
    desk: {
      async tasks({ status, cursor = '0' }): Promise<TaskList> {
        asked.push(`${status ?? 'all'} ${cursor}`);
        const next = Number(cursor) + 1;
        return { now: 1, tasks: [], counts: COUNTS, ...(next < 3 ? { nextCursor: String(next) } : {}) };
      },
      async cancelTask(id) {
        asked.push(`cancel ${id}`);
        if (refuse) throw new Error('no');
        return ROW;
      },
    },
  });
  return { table, asked, settle: settled };
}

describe('the table of tasks', () => {
  it('turns its pages, to the older ones and back', async () => {
    const { table, asked, settle } = createWorld();
    table.poll.start();
    await settle();
    expect([table.hasNewer.value, table.hasOlder.value]).toEqual([false, true]);
    for (const turn of [table.older, table.older, table.older, table.newer]) {
      turn();
      await settle();
    }
    expect(asked).toEqual(['all 0', 'all 1', 'all 2', 'all 1']);
  });

  it('begins another choice with its newest', async () => {
    const { table, asked, settle } = createWorld();
    table.poll.start();
    await settle();
    table.older();
    await settle();
    table.status.value = 'failed';
    await settle();
    expect([asked.at(-1), table.hasNewer.value]).toEqual(['failed 0', false]);
  });

  it('shows that a task is being cancelled until that is answered, and reads again', async () => {
    const { table, asked } = createWorld();
    const cancelled = table.cancel('t1');
    expect([...table.cancelling.value]).toEqual(['t1']);
    await cancelled;
    expect([table.cancelling.value.size, asked]).toEqual([0, ['cancel t1', 'all 0']]);
  });

  it('says that a task was not cancelled', async () => {
    const { table } = createWorld({ refuse: true });
    await expect(table.cancel('t1')).rejects.toThrow('no');
    expect(table.cancelling.value.size).toBe(0);
  });
});
