import type { TaskStore } from '../domain/port/task-store.ts';
import type { Outcome, Task } from '../domain/task.ts';
import type { Instruments } from './instruments.ts';

/** More are not remembered: a task that ends in another process would stay for ever. */
const MOST = 10_000;

/** What is remembered of a task while it runs here. */
type Begun = Pick<Task, 'instance' | 'createdAt'>;

/** Counts what this process does to tasks where it becomes durable, so that nobody above has to think of it. */
export function countedTasks(store: TaskStore, instruments: Instruments, most = MOST): TaskStore {
  const { tasks, taskFailures, taskSeconds, taskWait, retries } = instruments;
  const running = new Map<string, Begun>();

  return {
    ...store,
    async add(task) {
      const added = await store.add(task);
      if (added.created) tasks.inc({ instance: task.instance, status: 'pending' });
      return added;
    },
    async claim(claim) {
      const claimed = await store.claim(claim);
      for (const task of claimed) begin(task, claim.now);
      return claimed;
    },
    async takeOver(claim) {
      const taken = await store.takeOver(claim);
      for (const task of taken) remember(task);
      return taken;
    },
    async putBack(worker, ids) {
      await store.putBack(worker, ids);
      for (const id of ids) running.delete(id);
    },
    async settle(id, worker, outcome, now) {
      const isOurs = await store.settle(id, worker, outcome, now);
      const begun = forget(id);
      if (isOurs && begun) end(begun, outcome, now);
      return isOurs;
    },
    async retry(id, worker, retry) {
      const isPending = await store.retry(id, worker, retry);
      // One that somebody wants cancelled is settled next.
      if (!isPending) return false;
      retries.inc({ instance: forget(id)?.instance ?? '' });
      return true;
    },
    async giveUp(surrender) {
      const refused = await store.giveUp(surrender);
      for (const task of refused) end(task, { status: 'failed', failure: surrender.failure }, surrender.now);
      return refused;
    },
    async cancel(id, principal, now) {
      const task = await store.cancel(id, principal, now);
      // A running one is settled by its worker.
      if (task?.status === 'cancelled') end(task, { status: 'cancelled' }, now);
      return task;
    },
    async release(worker) {
      await store.release(worker);
      running.clear();
    },
  };

  function begin(task: Task, now: number): void {
    const { instance, createdAt, attempt } = task;
    remember(task);
    tasks.inc({ instance, status: 'running' });
    if (attempt === 1) taskWait.observe({ instance }, seconds(now - createdAt));
  }

  function remember({ id, instance, createdAt }: Task): void {
    running.set(id, { instance, createdAt });
    const [oldest] = running.keys();
    if (running.size > most && oldest !== undefined) running.delete(oldest);
  }

  function forget(id: string): Begun | undefined {
    const begun = running.get(id);
    running.delete(id);
    return begun;
  }

  function end({ instance, createdAt }: Begun, outcome: Outcome, now: number): void {
    const { status } = outcome;
    tasks.inc({ instance, status });
    taskSeconds.observe({ instance, status }, seconds(now - createdAt));
    if (outcome.status === 'failed') taskFailures.inc({ instance, code: outcome.failure.code });
  }
}

/** Clocks of two machines may differ a little. */
function seconds(ms: number): number {
  return Math.max(0, ms) / 1000;
}
