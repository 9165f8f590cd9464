import { delayBefore } from '../domain/backoff.ts';
import { toFailure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
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
  /** Resolves when the outcome is stored, or is nobody's business here any more. */
  settle(task: Task, outcome: Outcome): Promise<void>;
  /** Ids of the tasks whose outcome is in our hands alone: their leases are renewed until it is stored. */
  readonly settling: ReadonlySet<string>;
}

/** Stores how a task ended. Whoever waits is told even if that takes time, for nobody else can tell him. */
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
      settling.add(task.id);
      for (let attempt = 0; !abandoned(); attempt++) {
        try {
          if (await store.settle(task.id, workerId, outcome, now)) tell();
          else background('look at a task that was taken over', () => tellTakenOver(task));
          break;
        } catch (thrown) {
          if (attempt === 0) tell();
          log.error({ task: task.id }, `cannot store how a task ended: ${toFailure(thrown).message}`);
          await pause(delayBefore(attempt, AGAIN, 1));
        }
      }
      settling.delete(task.id);
    },
  };

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
