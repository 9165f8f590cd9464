import { delayBefore } from '../domain/backoff.ts';
import { toFailure } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import type { AgentRunner, RunProgress } from '../domain/port/agent-runner.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Claim, TaskStore } from '../domain/port/task-store.ts';
import { createStop, type Stop } from '../domain/stop.ts';
import { settledTask, type Outcome, type Task, type TaskProgress } from '../domain/task.ts';
import type { Background } from './background.ts';
import { runTask } from './run-task.ts';
import type { TaskFeed } from './task-feed.ts';

/** Long enough to survive a stalled process, short enough that a crash does not keep a session busy for minutes. */
const LEASE_MS = 10_000;
const BEAT_MS = 3_000;

/** A store that cannot take an outcome now, because its disk is full say, is asked again and again. */
const SETTLE_AGAIN = { initialMs: 250, factor: 2, maxMs: 10_000 };

/** Takes tasks from the store and runs them, as many at a time as each instance allows. */
export interface Worker {
  start(): void;
  /** There may be something to run on this instance: this task, or whatever another process left. */
  wake(instance: string, taskId?: string): void;
  /** Stops the run of a task if it runs here, or if nobody holds it any more. */
  interrupt(taskId: string): void;
  /**
   * Takes no more tasks, lets running ones end for `graceMs` milliseconds, then leaves the rest to whoever comes
   * next: their leases end now. Their runs go on in the gateway, where the outlet lets them.
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
  /** Of a process that soon ends: it runs these tasks and those it is woken for, and leaves all others alone. */
  readonly only?: readonly string[] | undefined;
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
  const { store, clock, background, log } = deps;
  const lanes = new Map(deps.instances.map((instance) => [instance.name, newLane(instance)]));
  const endings: (() => void)[] = [];
  const idle = new Set<() => void>();
  const only = deps.only && new Set(deps.only);
  const claims = new Set<Promise<void>>();
  const settling = new Set<string>();
  let stopping = false;
  let abandoned = false;

  return {
    start() {
      endings.push(store.watch(onForeignChange), () => cancelBeat());
      let cancelBeat = clock.after(BEAT_MS, function beat() {
        background('renew task leases', renew);
        adoptAll();
        wakeAll();
        cancelBeat = clock.after(BEAT_MS, beat);
      });
      adoptAll();
      wakeAll();
    },
    wake(name, taskId) {
      if (taskId !== undefined) only?.add(taskId);
      const lane = lanes.get(name);
      if (lane) claimFrom(lane);
    },
    interrupt(taskId) {
      const held = [...lanes.values()].flatMap(({ running }) => running.get(taskId) ?? []);
      for (const { stop } of held) stop.stop();
      if (held.length === 0) adoptAll();
    },
    async stop(graceMs) {
      stopping = true;
      const idling = untilIdle(graceMs);
      await Promise.allSettled(claims);
      await idling;
      abandoned = true;
      for (const ending of endings.splice(0)) ending();
      await store.release(deps.workerId);
    },
  };

  function wakeAll() {
    for (const lane of lanes.values()) claimFrom(lane);
  }

  function adoptAll() {
    for (const lane of lanes.values()) background('take over tasks', () => counted(adopt(lane)));
  }

  function claimFrom(lane: Lane) {
    background('claim tasks', () => counted(fill(lane)));
  }

  /** Stopping waits for what the store is doing for us. */
  async function counted(claiming: Promise<void>): Promise<void> {
    claims.add(claiming);
    try {
      await claiming;
    } finally {
      claims.delete(claiming);
    }
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
        const tasks = await store.claim(claim);
        if (stopping) {
          await store.putBack(
            deps.workerId,
            tasks.map(({ id }) => id),
          );
          return;
        }
        for (const task of tasks) begin(lane, task, deps.runner.run);
      } while (lane.wokenMeanwhile);
    } finally {
      lane.claiming = false;
    }
  }

  /** Takes what a dead worker left behind, even beyond the lane's width: it is running in the gateway already. */
  async function adopt(lane: Lane): Promise<void> {
    if (stopping) return;
    const claim = { ...claimFor(lane), limit: lane.instance.maxConcurrent };
    const tasks = await store.takeOver(claim);
    if (stopping) return;
    for (const task of tasks) {
      log.info({ task: task.id }, 'taking over a task whose worker is gone');
      begin(lane, task, deps.runner.rejoin);
    }
  }

  function claimFor({ instance, running }: Lane): Claim {
    const now = clock.now();
    const limit = stopping ? 0 : instance.maxConcurrent - running.size;
    return {
      worker: deps.workerId,
      instance: instance.name,
      gateway: instance.url,
      limit,
      now,
      leaseUntil: now + LEASE_MS,
      ...(only ? { only: [...only] } : {}),
    };
  }

  function begin(lane: Lane, task: Task, follow: AgentRunner['run']): void {
    const running: Running = { stop: createStop() };
    lane.running.set(task.id, running);
    if (task.cancelRequested) running.stop.stop();
    background('run a task', async () => {
      const outcome = await runTask({
        task,
        instance: lane.instance,
        follow,
        log,
        signal: running.stop.signal,
        onProgress(progress) {
          running.progress = coarse(progress, clock.now());
          deps.feed.publish(task.id, { kind: 'progress', progress });
        },
      });
      if (!abandoned) await conclude(lane, task, outcome);
    });
  }

  /** The slot is freed and the next claim made before the settling is awaited, so that both share one commit. */
  async function conclude(lane: Lane, task: Task, outcome: Outcome): Promise<void> {
    const concluding = settle(task, outcome);
    lane.running.delete(task.id);
    claimFrom(lane);
    await concluding;
    if (heldCount() === 0) for (const release of idle) release();
  }

  /** Until it is stored the lease is renewed; whoever waits gets the answer at once, for it is in our hands alone. */
  async function settle(task: Task, outcome: Outcome): Promise<void> {
    const now = clock.now();
    const tell = () => deps.feed.publish(task.id, { kind: 'settled', task: settledTask(task, outcome, now) });
    settling.add(task.id);
    for (let attempt = 0; !abandoned; attempt++) {
      try {
        if (await store.settle(task.id, deps.workerId, outcome, now)) tell();
        else log.warn({ task: task.id }, 'a task was taken over by another process while it ran here');
        break;
      } catch (thrown) {
        if (attempt === 0) tell();
        log.error({ task: task.id }, `cannot store how a task ended: ${toFailure(thrown).message}`);
        await pause(delayBefore(attempt, SETTLE_AGAIN, 1));
      }
    }
    settling.delete(task.id);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => void clock.after(ms, resolve));
  }

  async function renew(): Promise<void> {
    if (heldCount() === 0) return;
    const running = [...lanes.values()].flatMap((lane) => [...lane.running]);
    const progress = new Map<string, TaskProgress | undefined>([
      ...[...settling].map((id) => [id, undefined] as const),
      ...running.map(([id, one]) => [id, one.progress] as const),
    ]);
    await store.renew({ worker: deps.workerId, leaseUntil: clock.now() + LEASE_MS, progress });
  }

  /** Another process wrote: there may be something to run, or somebody there cancelled what runs here. */
  function onForeignChange(): void {
    wakeAll();
    if (heldCount() === 0) return;
    background('look for cancellations', async () => {
      const ids = await store.cancelRequests(deps.workerId);
      for (const { running } of lanes.values()) for (const id of ids) running.get(id)?.stop.stop();
    });
  }

  function heldCount(): number {
    return [...lanes.values()].reduce((sum, lane) => sum + lane.running.size, settling.size);
  }

  function untilIdle(graceMs: number): Promise<void> {
    if (heldCount() === 0 || graceMs <= 0) return Promise.resolve();
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

function coarse({ text, tool }: RunProgress, now: number): TaskProgress {
  return { characters: text.length, lastActivityAt: now, ...(tool === undefined ? {} : { tool }) };
}
