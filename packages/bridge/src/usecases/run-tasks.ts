import { recordOf, toFailure } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import type { AgentRunner, RunProgress } from '../domain/port/agent-runner.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Claim, TaskStore } from '../domain/port/task-store.ts';
import { createStop, type Stop } from '../domain/stop.ts';
import { settledTask, type Outcome, type Task, type TaskProgress } from '../domain/task.ts';
import type { Background } from './background.ts';
import type { TaskFeed } from './task-feed.ts';

/** Long enough to survive a stalled process, short enough that a crash does not keep a session busy for minutes. */
const LEASE_MS = 10_000;
const BEAT_MS = 3_000;

/** Takes tasks from the store and runs them, as many at a time as each instance allows. */
export interface Worker {
  start(): void;
  /** There may be something to run on this instance. */
  wake(instance: string): void;
  /** Stops the run of a task if it runs here. */
  interrupt(taskId: string): void;
  /**
   * Takes no more tasks, lets running ones end for `graceMs` milliseconds, then leaves the rest to whoever comes
   * next: their leases end now, their runs go on in the gateway.
   */
  stop(graceMs: number): Promise<void>;
}

export interface WorkerDeps {
  readonly instances: readonly Instance[];
  readonly store: TaskStore;
  readonly runner: AgentRunner;
  readonly feed: TaskFeed;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  /** Names this process among those that share the store. */
  readonly workerId: string;
}

/** What this process knows of a task it runs. */
interface Running {
  readonly stop: Stop;
  progress?: TaskProgress;
}

/** The runs of one instance. */
interface Lane {
  readonly instance: Instance;
  readonly running: Map<string, Running>;
  claiming: boolean;
  wokenMeanwhile: boolean;
}

export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, background } = deps;
  const lanes = new Map(deps.instances.map((instance) => [instance.name, newLane(instance)]));
  const endings: (() => void)[] = [];
  const idle = new Set<() => void>();
  let stopping = false;
  let abandoned = false;

  return {
    start() {
      endings.push(store.watch(onForeignChange), () => cancelBeat());
      let cancelBeat = clock.after(BEAT_MS, function beat() {
        background('renew task leases', renew);
        for (const lane of lanes.values()) background('take over tasks', () => adopt(lane));
        wakeAll();
        cancelBeat = clock.after(BEAT_MS, beat);
      });
      for (const lane of lanes.values()) background('take over tasks', () => adopt(lane));
      wakeAll();
    },
    wake(name) {
      const lane = lanes.get(name);
      if (lane) background('claim tasks', () => fill(lane));
    },
    interrupt(taskId) {
      for (const { running } of lanes.values()) running.get(taskId)?.stop.stop();
    },
    async stop(graceMs) {
      stopping = true;
      await untilIdle(graceMs);
      abandoned = true;
      for (const ending of endings.splice(0)) ending();
      await store.release(deps.workerId);
    },
  };

  function wakeAll() {
    for (const lane of lanes.values()) background('claim tasks', () => fill(lane));
  }

  /** Claims until the lane is full or nothing is left. One claim at a time per lane. */
  async function fill(lane: Lane): Promise<void> {
    if (lane.claiming) {
      lane.wokenMeanwhile = true;
      return;
    }
    lane.claiming = true;
    try {
      do {
        lane.wokenMeanwhile = false;
        const claim = claimFor(lane);
        if (claim.limit <= 0) return;
        for (const task of await store.claim(claim)) begin(lane, task, deps.runner.run);
      } while (lane.wokenMeanwhile);
    } finally {
      lane.claiming = false;
    }
  }

  /** Takes what a dead worker left behind, even beyond the lane's width: it is running in the gateway already. */
  async function adopt(lane: Lane): Promise<void> {
    if (stopping) return;
    const claim = { ...claimFor(lane), limit: lane.instance.maxConcurrent };
    for (const task of await store.takeOver(claim)) {
      deps.log.info({ task: task.id }, 'taking over a task whose worker is gone');
      begin(lane, task, deps.runner.rejoin);
    }
  }

  function claimFor({ instance, running }: Lane): Claim {
    const now = clock.now();
    const limit = stopping ? 0 : instance.maxConcurrent - running.size;
    return { worker: deps.workerId, instance: instance.name, limit, now, leaseUntil: now + LEASE_MS };
  }

  function begin(lane: Lane, task: Task, follow: AgentRunner['run']): void {
    const running: Running = { stop: createStop() };
    lane.running.set(task.id, running);
    if (task.cancelRequested) running.stop.stop();
    background('run a task', async () => {
      const outcome = await attempt(deps, task, running, follow);
      if (!abandoned) await conclude(lane, task, outcome);
    });
  }

  /** The slot is freed and the next claim made before the settling is awaited, so that both share one commit. */
  async function conclude(lane: Lane, task: Task, outcome: Outcome): Promise<void> {
    const now = clock.now();
    const settling = store.settle(task.id, deps.workerId, outcome, now);
    lane.running.delete(task.id);
    background('claim tasks', () => fill(lane));
    try {
      if (await settling)
        deps.feed.publish(task.id, { kind: 'settled', task: settledTask(task, outcome, now) });
      else deps.log.warn({ task: task.id }, 'a task was taken over by another process while it ran here');
    } finally {
      if (runningCount() === 0) for (const release of idle) release();
    }
  }

  async function renew(): Promise<void> {
    if (runningCount() === 0) return;
    const progress = new Map(
      [...lanes.values()].flatMap((lane) =>
        [...lane.running].map(([id, one]) => [id, one.progress] as const),
      ),
    );
    await store.renew({ worker: deps.workerId, leaseUntil: clock.now() + LEASE_MS, progress });
  }

  /** Another process wrote: there may be something to run, or somebody there cancelled what runs here. */
  function onForeignChange(): void {
    wakeAll();
    if (runningCount() === 0) return;
    background('look for cancellations', async () => {
      const ids = await store.cancelRequests(deps.workerId);
      for (const { running } of lanes.values()) for (const id of ids) running.get(id)?.stop.stop();
    });
  }

  function runningCount(): number {
    return [...lanes.values()].reduce((sum, lane) => sum + lane.running.size, 0);
  }

  function untilIdle(graceMs: number): Promise<void> {
    if (runningCount() === 0 || graceMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(graceMs, resolve);
      idle.add(() => {
        cancel();
        resolve();
      });
    });
  }
}

function newLane(instance: Instance): Lane {
  return { instance, running: new Map(), claiming: false, wokenMeanwhile: false };
}

/** Runs one claimed task to its end. Never throws: whatever happens is an outcome. */
async function attempt(
  deps: WorkerDeps,
  task: Task,
  running: Running,
  follow: AgentRunner['run'],
): Promise<Outcome> {
  const instance = deps.instances.find((one) => one.name === task.instance);
  const run = {
    instance: task.instance,
    id: task.id,
    sessionKey: task.sessionKey,
    message: task.message,
    timeoutMs: instance?.timeoutMs ?? 0,
  };
  const watch = {
    signal: running.stop.signal,
    onProgress(progress: RunProgress) {
      running.progress = coarse(progress, deps.clock.now());
      deps.feed.publish(task.id, { kind: 'progress', progress });
    },
  };
  try {
    return { status: 'completed', answer: await follow(run, watch) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'cancelled') return { status: 'cancelled' };
    if (failure.code === 'internal') deps.log.error({ task: task.id, stack: failure.stack }, failure.message);
    return { status: 'failed', failure: recordOf(failure) };
  }
}

function coarse({ text, tool }: RunProgress, now: number): TaskProgress {
  return { characters: text.length, lastActivityAt: now, ...(tool === undefined ? {} : { tool }) };
}
