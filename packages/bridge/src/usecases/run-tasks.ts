import type { Instance } from '../domain/instance.ts';
import type { NewTask, TaskProgress } from '../domain/task.ts';
import { createLane, LEASE_MS, type Held, type Lane, type LaneDeps } from './lane.ts';
import { createSettleTask } from './settle-task.ts';

const BEAT_MS = 3_000;

/** So many beats make sure that every living worker has renewed its leases. */
const CALM_BEATS = Math.ceil(LEASE_MS / BEAT_MS) + 1;

/** Takes tasks from the store and runs them, as many at a time as each instance allows. */
export interface Worker {
  start(): void;
  /** There may be something to run on this instance: this task, or whatever another process left. */
  wake(instance: string, task?: Pick<NewTask, 'id' | 'sessionKey' | 'priority' | 'giveUpAt'>): void;
  /** There is no such task after all. */
  forget(taskId: string): void;
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

export interface WorkerDeps extends Pick<
  LaneDeps,
  'store' | 'runner' | 'feed' | 'clock' | 'chance' | 'background' | 'log' | 'workerId'
> {
  readonly instances: readonly Instance[];
  /** Of a process that soon ends: it runs these tasks and those it is woken for, and leaves all others alone. */
  readonly only?: readonly string[] | undefined;
}

export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, background, feed, workerId } = deps;
  const only = deps.only && new Set(deps.only);
  const endings: (() => void)[] = [];
  const idle = new Set<() => void>();
  let stopping = false;
  let left = false;
  const abandoned = () => left;
  const settleTask = createSettleTask({ ...deps, abandoned });
  const lanes = new Map(
    deps.instances.map((instance) => [
      instance.name,
      createLane({ ...deps, instance, only, settleTask, abandoned, onConcluded: tellIdle }),
    ]),
  );

  return {
    start() {
      endings.push(
        store.watch(onForeignChange),
        feed.onSettled(({ id }) => forEachLane((lane) => lane.forget(id))),
        startBeating(),
      );
      forEachLane((lane) => lane.adopt());
      forEachLane((lane) => lane.wake());
    },
    wake(name, task) {
      if (task) only?.add(task.id);
      if (!stopping) lanes.get(name)?.wake(task);
    },
    forget: (taskId) => forEachLane((lane) => lane.forget(taskId)),
    holds: (taskId) => heldBy(taskId) !== undefined,
    interrupt(taskId) {
      const held = heldBy(taskId);
      if (held) held.stop.stop();
      else forEachLane((lane) => lane.adopt());
    },
    async stop(graceMs) {
      stopping = true;
      const idling = untilIdle(graceMs);
      await Promise.all([...lanes.values()].map((lane) => lane.leave()));
      await idling;
      left = true;
      for (const ending of endings.splice(0)) ending();
      await store.release(workerId);
    },
  };

  function forEachLane(act: (lane: Lane) => void): void {
    for (const lane of lanes.values()) act(lane);
  }

  function startBeating(): () => void {
    let lastBeat = clock.now();
    let calmBeats = 0;
    let cancel = clock.after(BEAT_MS, function beat() {
      const sinceLast = clock.now() - lastBeat;
      lastBeat += sinceLast;
      // The clock was set, or the machine slept: leases look run out whose workers only had no chance to renew them.
      if (sinceLast < 0 || sinceLast > LEASE_MS) calmBeats = CALM_BEATS;
      background('renew task leases', renew);
      lookForCancellations();
      if (calmBeats > 0) calmBeats--;
      else forEachLane((lane) => lane.adopt());
      forEachLane((lane) => lane.wake());
      forEachLane((lane) => lane.refuseOrphans());
      cancel = clock.after(BEAT_MS, beat);
    });
    return () => cancel();
  }

  async function renew(): Promise<void> {
    if (heldCount() === 0) return;
    const running = [...lanes.values()].flatMap((lane) => [...lane.running]);
    const progress = new Map<string, TaskProgress | undefined>([
      ...[...settleTask.settling].map((id) => [id, undefined] as const),
      ...running.map(([id, held]) => [id, held.progress] as const),
    ]);
    await store.renew({ worker: workerId, leaseUntil: clock.now() + LEASE_MS, progress });
  }

  /** Another process wrote: there may be something to run, or somebody there cancelled what runs here. */
  function onForeignChange(): void {
    forEachLane((lane) => lane.wake());
    lookForCancellations();
  }

  function lookForCancellations(): void {
    if (heldCount() === 0) return;
    background('look for cancellations', async () => {
      for (const id of await store.cancelRequests(workerId)) heldBy(id)?.stop.stop();
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
    return [...lanes.values()].reduce((sum, lane) => sum + lane.running.size, settleTask.settling.size);
  }

  function tellIdle(): void {
    if (heldCount() === 0) for (const release of idle) release();
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
