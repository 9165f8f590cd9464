import { delayBefore } from '../domain/backoff.ts';
import { CLOSED, opened } from '../domain/circuit.ts';
import { neverBegan, toFailure, type FailureRecord } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import type { AgentRunner, RunProgress } from '../domain/port/agent-runner.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { Claim, TaskStore } from '../domain/port/task-store.ts';
import { retryOf } from '../domain/retry.ts';
import { createStop } from '../domain/stop.ts';
import {
  isSettled,
  settledTask,
  WAITED_FOR_PRIORITY,
  type NewTask,
  type Outcome,
  type Task,
  type TaskProgress,
} from '../domain/task.ts';
import type { Background } from './background.ts';
import { createLane, isBusy, roomForAny, roomForUrgent, type Held, type Lane } from './lane.ts';
import { runTask } from './run-task.ts';
import type { TaskFeed } from './task-feed.ts';

/** Long enough to survive a stalled process, short enough that a crash does not keep a session busy for minutes. */
const LEASE_MS = 10_000;
const BEAT_MS = 3_000;

/** So many beats make sure that every living worker has renewed its leases. */
const CALM_BEATS = Math.ceil(LEASE_MS / BEAT_MS) + 1;

/** A store that cannot take an outcome now, because its disk is full say, is asked again and again. */
const SETTLE_AGAIN = { initialMs: 250, factor: 2, maxMs: 10_000 };

/** Whoever cannot wait is told by the process he asked; after this time that process is gone. */
const ORPHANED_MS = 60_000;

/** Takes tasks from the store and runs them, as many at a time as each instance allows. */
export interface Worker {
  start(): void;
  /** There may be something to run on this instance: this task, or whatever another process left. */
  wake(instance: string, task?: Pick<NewTask, 'id' | 'sessionKey' | 'giveUpAt'>): void;
  /** Whether the task runs here. */
  holds(taskId: string): boolean;
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
  /** 0 ≤ chance < 1, a new one each time. */
  readonly chance: () => number;
  readonly background: Background;
  readonly log: Log;
  /** Names this process among those that share the store. */
  readonly workerId: string;
  /** Of a process that soon ends: it runs these tasks and those it is woken for, and leaves all others alone. */
  readonly only?: readonly string[] | undefined;
}

export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, chance, background, log, feed } = deps;
  const lanes = new Map(deps.instances.map((instance) => [instance.name, createLane(instance)]));
  const endings: (() => void)[] = [];
  const idle = new Set<() => void>();
  const only = deps.only && new Set(deps.only);
  const claims = new Set<Promise<void>>();
  const settling = new Set<string>();
  let stopping = false;
  let abandoned = false;

  return {
    start() {
      endings.push(store.watch(onForeignChange), feed.onSettled(forget), startBeating());
      adoptAll();
      wakeAll();
    },
    wake(name, task) {
      const lane = lanes.get(name);
      if (!lane) return;
      if (task) {
        only?.add(task.id);
        if (task.giveUpAt <= clock.now()) lane.asked.add(task.id);
        if (isBusy(lane, task.sessionKey)) return;
      }
      claimFrom(lane);
    },
    holds: (taskId) => heldBy(taskId) !== undefined,
    interrupt(taskId) {
      const held = heldBy(taskId);
      if (held) held.stop.stop();
      else adoptAll();
    },
    async stop(graceMs) {
      stopping = true;
      const idling = untilIdle(graceMs);
      await Promise.allSettled(claims);
      await idling;
      abandoned = true;
      for (const ending of endings.splice(0)) ending();
      for (const lane of lanes.values()) lane.cancelRetry();
      await store.release(deps.workerId);
    },
  };

  function startBeating(): () => void {
    let lastBeat = clock.now();
    let calmBeats = 0;
    let cancel = clock.after(BEAT_MS, function beat() {
      const sinceLast = clock.now() - lastBeat;
      lastBeat += sinceLast;
      // The clock was set, or the machine slept: leases look run out whose workers only had no chance to renew them.
      if (sinceLast < 0 || sinceLast > LEASE_MS) calmBeats = CALM_BEATS;
      background('renew task leases', renew);
      if (calmBeats > 0) calmBeats--;
      else adoptAll();
      wakeAll();
      for (const lane of lanes.values()) background('give up tasks', () => surrender(lane));
      cancel = clock.after(BEAT_MS, beat);
    });
    return () => cancel();
  }

  function wakeAll() {
    for (const lane of lanes.values()) {
      lane.urgent = true;
      claimFrom(lane);
    }
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

  /** Begins what there is to begin, one call at a time per lane. */
  async function fill(lane: Lane): Promise<void> {
    if (lane.claiming) {
      lane.wokenMeanwhile = true;
      return;
    }
    lane.claiming = true;
    try {
      do {
        lane.wokenMeanwhile = false;
        await (lane.circuit.failure ? tryAway(lane) : beginTasks(lane));
      } while (lane.wokenMeanwhile && !stopping);
    } finally {
      lane.claiming = false;
    }
  }

  /** Claims until the lane is full or nothing is left. */
  async function beginTasks(lane: Lane): Promise<void> {
    for (let room = roomForAny(lane); room > 0; room = roomForAny(lane))
      if ((await claim(lane, { limit: room })) < room) return;
    if (!lane.urgent && lane.asked.size === 0) return;
    lane.urgent = false;
    for (let room = roomForUrgent(lane); room > 0; room = roomForUrgent(lane))
      if ((await claim(lane, { limit: room, minPriority: WAITED_FOR_PRIORITY })) < room) return;
  }

  /** Tries an instance that was away with one task, when it is time, or when somebody asks who cannot wait. */
  async function tryAway(lane: Lane): Promise<void> {
    if (lane.probe !== undefined) return;
    const { retryAt, probeAt } = lane.circuit;
    const now = clock.now();
    if (now >= retryAt) await claim(lane, { limit: 1 });
    else if (lane.asked.size === 0) tryAt(lane, retryAt);
    else if (now < probeAt) tryAt(lane, probeAt);
    else await claim(lane, { limit: 1, only: [...lane.asked] });
  }

  function tryAt(lane: Lane, at: number): void {
    lane.cancelRetry();
    lane.cancelRetry = clock.after(at - clock.now(), () => claimFrom(lane));
  }

  /** Whoever cannot wait for an instance that is away is told so. */
  async function refuseAsked(lane: Lane, failure: FailureRecord): Promise<void> {
    const only = [...lane.asked];
    if (only.length === 0) return;
    lane.asked.clear();
    tellSettled(await store.giveUp({ ...scopeOf(lane), waitedUntil: clock.now(), only, failure }));
  }

  /** Tells those who cannot wait and whose own process is gone. */
  async function surrender(lane: Lane): Promise<void> {
    const { failure } = lane.circuit;
    if (failure === undefined || stopping) return;
    const waitedUntil = clock.now() - ORPHANED_MS;
    tellSettled(await store.giveUp({ ...scopeOf(lane), waitedUntil, failure }));
  }

  /** Claims and begins. Returns how many. */
  async function claim(lane: Lane, what: Pick<Claim, 'limit' | 'minPriority' | 'only'>): Promise<number> {
    if (stopping) return 0;
    const tasks = await store.claim({ ...claimOf(lane), ...what });
    if (stopping) {
      await store.putBack(
        deps.workerId,
        tasks.map(({ id }) => id),
      );
      return 0;
    }
    for (const task of tasks) begin(lane, task, deps.runner.run);
    return tasks.length;
  }

  /** Takes what a dead worker left behind, even beyond the lane's width: it is running in the gateway already. */
  async function adopt(lane: Lane): Promise<void> {
    if (stopping) return;
    const tasks = await store.takeOver({ ...claimOf(lane), limit: lane.instance.maxConcurrent });
    if (stopping) return;
    for (const task of tasks) {
      // Our own lease ran out because this process stood still. We never let go of the run.
      if (lane.running.has(task.id) || settling.has(task.id)) continue;
      log.info({ task: task.id }, 'taking over a task whose worker is gone');
      begin(lane, task, deps.runner.rejoin);
    }
  }

  function claimOf(lane: Lane): Omit<Claim, 'limit'> {
    const scope = scopeOf(lane);
    return { ...scope, worker: deps.workerId, leaseUntil: scope.now + LEASE_MS };
  }

  function scopeOf({ instance }: Lane): Pick<Claim, 'instance' | 'gateway' | 'only' | 'now'> {
    return {
      instance: instance.name,
      gateway: instance.url,
      now: clock.now(),
      ...(only ? { only: [...only] } : {}),
    };
  }

  function begin(lane: Lane, task: Task, follow: AgentRunner['run']): void {
    const held: Held = { task, stop: createStop() };
    lane.running.set(task.id, held);
    lane.asked.delete(task.id);
    if (lane.circuit.failure) lane.probe = task.id;
    if (task.cancelRequested) held.stop.stop();
    background('run a task', async () => {
      const outcome = await runTask({
        task,
        instance: lane.instance,
        follow,
        log,
        signal: held.stop.signal,
        onProgress(progress) {
          held.progress = coarse(progress, clock.now());
          found(lane);
          feed.publish(task.id, { kind: 'progress', progress });
        },
      });
      if (!abandoned) await conclude(lane, task, outcome);
    });
  }

  /** The slot is freed and the next claim made before the settling is awaited, so that both share one commit. */
  async function conclude(lane: Lane, task: Task, outcome: Outcome): Promise<void> {
    learn(lane, task, outcome);
    const concluding = settleOrRetry(lane, task, outcome);
    lane.running.delete(task.id);
    claimFrom(lane);
    await concluding;
    if (heldCount() === 0) for (const release of idle) release();
  }

  /** What a run tells of its instance: that it is there, or that it is away. */
  function learn(lane: Lane, task: Task, outcome: Outcome): void {
    if (lane.probe === task.id) lane.probe = undefined;
    if (outcome.status === 'completed') found(lane);
    if (outcome.status !== 'failed') return;
    const { failure } = outcome;
    if (!neverBegan(failure)) return found(lane);
    const now = clock.now();
    // Runs that were begun together fail together: that is one absence, not many.
    if (now >= lane.circuit.probeAt) lane.circuit = opened(lane.circuit, failure, now, chance());
    background('refuse tasks', () => refuseAsked(lane, failure));
  }

  function found(lane: Lane): void {
    if (lane.circuit === CLOSED) return;
    lane.circuit = CLOSED;
    lane.cancelRetry();
    claimFrom(lane);
  }

  /** Whatever ended it, a task that has settled need not be begun. */
  function forget({ id }: Task): void {
    for (const { asked } of lanes.values()) asked.delete(id);
  }

  async function settleOrRetry(lane: Lane, task: Task, outcome: Outcome): Promise<void> {
    if (outcome.status !== 'failed') return await settle(task, outcome);
    const { retryAt } = lane.circuit;
    const retry = retryOf(task, outcome.failure, { now: clock.now(), retryAt, chance: chance() });
    if (retry === undefined) return await settle(task, outcome);
    log.info({ task: task.id, attempt: retry.attempt }, `will be tried again: ${outcome.failure.message}`);
    // Not accepted: somebody wants it cancelled.
    if (!(await store.retry(task.id, deps.workerId, retry))) await settle(task, { status: 'cancelled' });
  }

  /** Until it is stored the lease is renewed; whoever waits gets the answer at once, for it is in our hands alone. */
  async function settle(task: Task, outcome: Outcome): Promise<void> {
    const now = clock.now();
    const tell = () => tellSettled([settledTask(task, outcome, now)]);
    settling.add(task.id);
    for (let attempt = 0; !abandoned; attempt++) {
      try {
        if (await store.settle(task.id, deps.workerId, outcome, now)) tell();
        else background('look at a task that was taken over', () => tellTakenOver(task));
        break;
      } catch (thrown) {
        if (attempt === 0) tell();
        log.error({ task: task.id }, `cannot store how a task ended: ${toFailure(thrown).message}`);
        await pause(delayBefore(attempt, SETTLE_AGAIN, 1));
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
    if (task && isSettled(task.status)) tellSettled([task]);
  }

  function tellSettled(tasks: readonly Task[]): void {
    for (const task of tasks) feed.publish(task.id, { kind: 'settled', task });
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

  function heldBy(taskId: string): Held | undefined {
    for (const { running } of lanes.values()) {
      const held = running.get(taskId);
      if (held) return held;
    }
    return undefined;
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

function coarse({ text, tool }: RunProgress, now: number): TaskProgress {
  return { characters: text.length, lastActivityAt: now, ...(tool === undefined ? {} : { tool }) };
}
