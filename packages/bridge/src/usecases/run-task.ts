import { recordOf, toFailure } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import type { AgentRunner, RunProgress } from '../domain/port/agent-runner.ts';
import type { Log } from '../domain/port/log.ts';
import type { StopSignal } from '../domain/port/stop-signal.ts';
import { runIdOf, type Outcome, type Task } from '../domain/task.ts';

export interface RunTask {
  readonly task: Task;
  readonly instance: Instance;
  /** Begins the run, or joins one that was begun earlier. */
  readonly follow: AgentRunner['run'];
  readonly signal: StopSignal;
  readonly onProgress: (progress: RunProgress) => void;
  readonly log: Log;
}

/** Runs one claimed task to its end. Never throws: whatever happens is an outcome. */
export async function runTask({
  task,
  instance,
  follow,
  signal,
  onProgress,
  log,
}: RunTask): Promise<Outcome> {
  const run = {
    instance: instance.name,
    id: runIdOf(task),
    sessionKey: task.sessionKey,
    message: task.message,
    timeoutMs: instance.timeoutMs,
  };
  try {
    return { status: 'completed', answer: await follow(run, { signal, onProgress }) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'cancelled') return { status: 'cancelled' };
    if (failure.code === 'internal') log.error({ task: task.id, stack: failure.stack }, failure.message);
    return { status: 'failed', failure: recordOf(failure) };
  }
}
