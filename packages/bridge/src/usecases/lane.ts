import { showsPresence } from '../domain/circuit.ts';
import { neverBegan, type FailureRecord } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import type { AgentRunner, RunProgress } from '../domain/port/agent-runner.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Claim, TaskStore } from '../domain/port/task-store.ts';
import { retryOf } from '../domain/retry.ts';
import { createStop, type Stop } from '../domain/stop.ts';
import {
  WAITED_FOR_PRIORITY,
  type NewTask,
  type Outcome,
  type Task,
  type TaskProgress,
} from '../domain/task.ts';
import { createAbsence } from './absence.ts';
import type { Background } from './background.ts';
import { runTask } from './run-task.ts';
import type { SettleTask } from './settle-task.ts';
import type { TaskFeed } from './task-feed.ts';

/** Long enough to survive a stalled process, short enough that a crash does not keep a session busy for minutes. */
export const LEASE_MS = 10_000;

/** Whoever cannot wait is told by the process he asked; after this time that process is gone. */
const ORPHANED_MS = 60_000;

/** What this process knows of a task it runs. */
export interface Held {
  readonly task: Task;
  readonly stop: Stop;
  progress?: TaskProgress;
}

/** The runs of one instance. What one instance does never holds up another. */
export interface Lane {
  readonly running: ReadonlyMap<string, Held>;
  /** There may be something to run: this task, or whatever another process left. */
  wake(task?: Pick<NewTask, 'id' | 'sessionKey' | 'priority' | 'giveUpAt'>): void;
  /** Takes over what dead workers left behind. */
  adopt(): void;
  /** Tells those who cannot wait for an instance that is away, and whose own process is gone. */
  refuseOrphans(): void;
  /** A task need not be begun: it has ended, or there is none. */
  forget(taskId: string): void;
  /** Begins nothing any more. Resolves when the store has done what it was asked to do. */
  leave(): Promise<void>;
}

export interface LaneDeps {
  readonly instance: Instance;
  readonly store: TaskStore;
  readonly runner: AgentRunner;
  readonly feed: TaskFeed;
  readonly clock: Clock;
  readonly chance: () => number;
  readonly background: Background;
  readonly log: Log;
  readonly workerId: string;
  /** Only these tasks; all of them without it. */
  readonly only: ReadonlySet<string> | undefined;
  readonly settleTask: SettleTask;
  /** True once this process leaves what is unfinished to the next one. */
  readonly abandoned: () => boolean;
  /** Called after a task of this lane has come to its end. */
  readonly onConcluded: () => void;
}

export function createLane(deps: LaneDeps): Lane {
  const { instance, store, feed, clock, chance, background, log, workerId, only, settleTask } = deps;
  const { maxConcurrent } = instance;
  const running = new Map<string, Held>();
  /** Tasks of this process that were not begun yet and cannot wait for an instance that is away. */
  const impatient = new Set<string>();
  /** What the store is doing for us. */
  const underway = new Set<Promise<void>>();
  /** There may be tasks of others that somebody waits for. */
  let urgent = true;
  let claiming = false;
  let wokenMeanwhile = false;
  let leaving = false;
  const absence = createAbsence({ clock, chance, onChange: beginMore });

  return {
    running,
    wake(task) {
      urgent ||= task === undefined || task.priority >= WAITED_FOR_PRIORITY;
      if (task) {
        if (task.giveUpAt <= clock.now()) impatient.add(task.id);
        if (isBusy(task.sessionKey)) return;
      }
      beginMore();
    },
    adopt: () => track('take over tasks', adopt),
    refuseOrphans() {
      const { failure } = absence;
      if (failure && !leaving)
        track('refuse tasks nobody waits for any more', () => refuse(clock.now() - ORPHANED_MS, failure));
    },
    forget: (taskId) => void impatient.delete(taskId),
    async leave() {
      leaving = true;
      absence.close();
      await Promise.allSettled(underway);
    },
  };

  /** Leaving waits for it. */
  function track(what: string, work: () => Promise<void>): void {
    background(what, async () => {
      const working = work();
      underway.add(working);
      try {
        await working;
      } finally {
        underway.delete(working);
      }
    });
  }

  function beginMore(): void {
    track('claim tasks', fill);
  }

  /** One at a time: what wakes us meanwhile is looked for afterwards. */
  async function fill(): Promise<void> {
    if (claiming) {
      wokenMeanwhile = true;
      return;
    }
    claiming = true;
    try {
      do {
        wokenMeanwhile = false;
        await (absence.failure ? tryAway() : beginTasks());
      } while (wokenMeanwhile && !leaving);
    } finally {
      claiming = false;
    }
  }

  /** Claims until the lane is full or nothing is left. */
  async function beginTasks(): Promise<void> {
    for (let room = roomForAny(); room > 0; room = roomForAny())
      if ((await claim({ limit: room })) < room) return;
    if (!urgent && impatient.size === 0) return;
    urgent = false;
    for (let room = roomForUrgent(); room > 0; room = roomForUrgent())
      if ((await claim({ limit: room, minPriority: WAITED_FOR_PRIORITY })) < room) return;
  }

  /** How many more tasks of any kind may be begun: a quarter of the places is kept for those that somebody waits for. */
  function roomForAny(): number {
    const kept = maxConcurrent > 1 ? Math.ceil(maxConcurrent / 4) : 0;
    let inBackground = 0;
    for (const { task } of running.values()) if (task.priority < WAITED_FOR_PRIORITY) inBackground++;
    return Math.min(roomForUrgent(), maxConcurrent - kept - inBackground);
  }

  function roomForUrgent(): number {
    return maxConcurrent - running.size;
  }

  /** While a task of this session runs here, nothing else of it can be begun. */
  function isBusy(sessionKey: string): boolean {
    for (const { task } of running.values()) if (task.sessionKey === sessionKey) return true;
    return false;
  }

  /** Tries an instance that was away with one task, when it is time, or when somebody asks who cannot wait. */
  async function tryAway(): Promise<void> {
    switch (absence.turn(impatient.size > 0)) {
      case 'nobody':
        return;
      case 'anyone':
        await claim({ limit: 1 });
        return;
      case 'who cannot wait': {
        const only = [...impatient];
        if ((await claim({ limit: 1, only })) > 0) return;
        // None of them is pending any more: others have run them, or ended them.
        for (const id of only) impatient.delete(id);
        wokenMeanwhile = true;
      }
    }
  }

  /** Claims and begins. Returns how many. */
  async function claim(what: Pick<Claim, 'limit' | 'minPriority' | 'only'>): Promise<number> {
    if (leaving) return 0;
    const tasks = await store.claim({ ...claimOf(), ...what });
    if (leaving) {
      await store.putBack(
        workerId,
        tasks.map(({ id }) => id),
      );
      return 0;
    }
    for (const task of tasks) begin(task, deps.runner.run);
    return tasks.length;
  }

  /** Even beyond the lane's width: it is running in the gateway already. */
  async function adopt(): Promise<void> {
    if (leaving) return;
    const tasks = await store.takeOver({ ...claimOf(), limit: maxConcurrent });
    if (leaving) return;
    for (const task of tasks) {
      // Our own lease ran out because this process stood still. We never let go of the run.
      if (running.has(task.id) || settleTask.settling.has(task.id)) continue;
      log.info({ task: task.id }, 'taking over a task whose worker is gone');
      begin(task, deps.runner.rejoin);
    }
  }

  function claimOf(): Omit<Claim, 'limit'> {
    const scope = scopeOf();
    return { ...scope, worker: workerId, leaseUntil: scope.now + LEASE_MS };
  }

  function scopeOf(): Pick<Claim, 'instance' | 'gateway' | 'only' | 'now'> {
    return {
      instance: instance.name,
      gateway: instance.url,
      now: clock.now(),
      ...(only ? { only: [...only] } : {}),
    };
  }

  function begin(task: Task, follow: AgentRunner['run']): void {
    const held: Held = { task, stop: createStop() };
    running.set(task.id, held);
    impatient.delete(task.id);
    // A run that is rejoined waits long for a gateway that is away: it tells nothing soon.
    if (absence.failure && follow === deps.runner.run) absence.tryWith(task.id);
    if (task.cancelRequested) held.stop.stop();
    background('run a task', async () => {
      const outcome = await runTask({
        task,
        instance,
        follow,
        log,
        signal: held.stop.signal,
        onProgress(progress) {
          held.progress = coarse(progress, clock.now());
          absence.found();
          feed.publish(task.id, { kind: 'progress', progress });
        },
      });
      if (!deps.abandoned()) await conclude(task, outcome);
    });
  }

  /** The place is freed and the next claim made before the settling is awaited, so that both share one commit. */
  async function conclude(task: Task, outcome: Outcome): Promise<void> {
    learn(task, outcome);
    const concluding = settleOrRetry(task, outcome);
    running.delete(task.id);
    beginMore();
    await concluding;
    deps.onConcluded();
  }

  /** What a run tells of its instance: that it is there, or that it is away. */
  function learn(task: Task, outcome: Outcome): void {
    absence.ended(task.id);
    if (outcome.status === 'completed') absence.found();
    if (outcome.status !== 'failed') return;
    const { failure } = outcome;
    if (!neverBegan(failure)) return showsPresence(failure) ? absence.found() : undefined;
    absence.away(failure);
    if (impatient.size > 0) track('refuse tasks', () => refuse(clock.now(), failure, [...impatient]));
  }

  /** Tells whoever cannot wait that the instance is away. */
  async function refuse(waitedUntil: number, failure: FailureRecord, ids?: readonly string[]): Promise<void> {
    const scope = { ...scopeOf(), waitedUntil, failure };
    const refused = await store.giveUp(ids ? { ...scope, only: ids } : scope);
    for (const task of refused) feed.publish(task.id, { kind: 'settled', task });
    for (const id of ids ?? []) impatient.delete(id);
  }

  async function settleOrRetry(task: Task, outcome: Outcome): Promise<void> {
    if (outcome.status !== 'failed') return await settleTask.settle(task, outcome);
    const moment = { now: clock.now(), retryAt: absence.retryAt, chance: chance() };
    const retry = retryOf(task, outcome.failure, moment);
    if (retry === undefined) return await settleTask.settle(task, outcome);
    log.info({ task: task.id, attempt: retry.attempt }, `will be tried again: ${outcome.failure.message}`);
    await settleTask.retry(task, retry);
  }
}

function coarse({ text, tool }: RunProgress, now: number): TaskProgress {
  return { characters: text.length, lastActivityAt: now, ...(tool === undefined ? {} : { tool }) };
}
