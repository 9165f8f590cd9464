import { CLOSED, type Circuit } from '../domain/circuit.ts';
import type { Instance } from '../domain/instance.ts';
import type { Stop } from '../domain/stop.ts';
import { WAITED_FOR_PRIORITY, type Task, type TaskProgress } from '../domain/task.ts';

/** What this process knows of a task it runs. */
export interface Held {
  readonly task: Task;
  readonly stop: Stop;
  progress?: TaskProgress;
}

/** The runs of one instance. What one instance does never holds up another. */
export interface Lane {
  readonly instance: Instance;
  readonly running: Map<string, Held>;
  circuit: Circuit;
  /** The task by which an instance that was away is tried. */
  probe?: string | undefined;
  /** When it is tried next. */
  cancelRetry: () => void;
  /** Tasks of this process that were not begun yet and cannot wait for an instance that is away. */
  readonly asked: Set<string>;
  /** There may be others that somebody waits for. */
  urgent: boolean;
  claiming: boolean;
  wokenMeanwhile: boolean;
}

export function createLane(instance: Instance): Lane {
  return {
    instance,
    running: new Map(),
    circuit: CLOSED,
    cancelRetry: () => {},
    asked: new Set(),
    urgent: true,
    claiming: false,
    wokenMeanwhile: false,
  };
}

/** How many more tasks of any kind may be begun: a quarter of the places is kept for those that somebody waits for. */
export function roomForAny({ instance: { maxConcurrent }, running }: Lane): number {
  const kept = maxConcurrent > 1 ? Math.ceil(maxConcurrent / 4) : 0;
  let inBackground = 0;
  for (const { task } of running.values()) if (task.priority < WAITED_FOR_PRIORITY) inBackground++;
  return Math.min(maxConcurrent - running.size, maxConcurrent - kept - inBackground);
}

/** How many more tasks may be begun that somebody waits for. */
export function roomForUrgent({ instance: { maxConcurrent }, running }: Lane): number {
  return maxConcurrent - running.size;
}

/** Whether a task of this session runs here: then nothing else of it can be begun before that has ended. */
export function isBusy({ running }: Lane, sessionKey: string): boolean {
  for (const { task } of running.values()) if (task.sessionKey === sessionKey) return true;
  return false;
}
