import { delayBefore } from '../domain/backoff.ts';
import { toFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import type { Retry } from '../domain/retry.ts';
import { isSettled, settledTask, type Outcome, type Task } from '../domain/task.ts';
import type { Background } from './background.ts';
import type { TaskFeed } from './task-feed.ts';

/** A store that cannot take an outcome now, because its disk is full say, is asked again and again. */
const AGAIN = { initialMs: 250, factor: 2, maxMs: 10_000 };

export interface SettleTaskDeps {
  readonly store: TaskStore;
  readonly feed: TaskFeed;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  readonly workerId: string;
  /** True once this process leaves what is unfinished to the next one. */
  readonly abandoned: () => boolean;
}

export interface SettleTask {
  /** Stores how a task ended. Resolves when that is done, or is nobody's business here any more. */
  settle(task: Task, outcome: Outcome): Promise<void>;
  /** Makes a task pending again; one that somebody wants cancelled is settled so instead. Resolves as `settle` does. */
  retry(task: Task, retry: Retry): Promise<void>;
  /** Ids of the tasks whose outcome is in our hands alone: their leases are renewed until it is stored. */
  readonly settling: ReadonlySet<string>;
}

/** Stores what became of a run, however long the store takes. Whoever waits for an answer is told it at once. */
export function createSettleTask({
  store,
  feed,
  clock,
  background,
  log,
  workerId,
  abandoned,
}: SettleTaskDeps): SettleTask {
  const settling = new Set<string>();
  return {
    settling,
    async settle(task, outcome) {
      const now = clock.now();
      const tell = () => feed.publish(task.id, { kind: 'settled', task: settledTask(task, outcome, now) });
      const change = async () => {
        if (await store.settle(task.id, workerId, outcome, now)) tell();
        else background('look at a task that was taken over', () => tellTakenOver(task));
      };
      // Nobody else can tell him if the store never takes it.
      await untilStored(task, change, tell);
    },
    async retry(task, retry) {
      let isPending = false;
      const change = async () => {
        isPending = await store.retry(task.id, workerId, retry);
      };
      await untilStored(task, change, () => {});
      if (!isPending && !abandoned()) await this.settle(task, { status: 'cancelled' });
    },
  };

  async function untilStored(task: Task, change: () => Promise<void>, onTrouble: () => void): Promise<void> {
    settling.add(task.id);
    for (let attempt = 0; !abandoned(); attempt++) {
      try {
        await change();
        break;
      } catch (thrown) {
        if (attempt === 0) onTrouble();
        log.error({ task: task.id }, `cannot store what became of a task: ${toFailure(thrown).message}`);
        await pause(delayBefore(attempt, AGAIN, 1));
      }
    }
    settling.delete(task.id);
  }

  /**
   * Another process took it while this one stood still, and may have ended it before we knew that it is not ours: then
   * nobody looked, and nothing more will change.
   */
  async function tellTakenOver({ id, principal }: Task): Promise<void> {
    log.warn({ task: id }, 'a task was taken over by another process while it ran here');
    const task = await store.get(id, principal);
    if (task && isSettled(task.status)) feed.publish(id, { kind: 'settled', task });
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(ms, resolve));
  }
}
