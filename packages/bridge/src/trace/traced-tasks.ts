import { toFailure } from '../domain/failure.ts';
import type { AgentRunner, Run, RunWatch } from '../domain/port/agent-runner.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Observer } from '../domain/port/observer.ts';
import type { TaskStore } from '../domain/port/task-store.ts';
import type { Span, SpanEnd, TraceContext, Tracer } from '../domain/port/tracer.ts';
import type { Answer, Outcome, Task } from '../domain/task.ts';

/** More are not remembered: a task that ends in another process would stay for ever. */
const MOST = 10_000;

export interface TracedTasks extends Observer {
  /** From now on the task is a part of what led to it. */
  asked(task: Pick<Task, 'id' | 'instance' | 'createdAt'>, cause: TraceContext): void;
  close(): void;
}

export interface TracedTasksOptions {
  readonly tracer: Tracer;
  readonly clock: Clock;
  readonly most?: number;
}

/**
 * Spans of tasks and of their runs. What led to a task is not stored with it: where another process runs it, its span ends
 * when this one stops, and the run begins a trace of its own.
 */
export function createTracedTasks({ tracer, clock, most = MOST }: TracedTasksOptions): TracedTasks {
  const open = new Map<string, Span>();

  return {
    asked({ id, instance, createdAt }, cause) {
      if (open.has(id)) return;
      const attributes = { 'clawbridge.task.id': id, 'clawbridge.instance': instance };
      open.set(
        id,
        tracer.begin({ name: 'task', kind: 'internal', parent: cause, at: createdAt, attributes }),
      );
      if (open.size > most) for (const [oldest] of open) return leave(oldest);
    },
    store: (store) => ({ ...store, tasks: followed(store.tasks) }),
    runner: (runner) => ({
      run: (run, watch) => traced('run', runner.run, run, watch),
      rejoin: (run, watch) => traced('rejoin', runner.rejoin, run, watch),
    }),
    ear: (ear) => ear,
    close() {
      for (const id of open.keys()) leave(id);
    },
  };

  function followed(tasks: TaskStore): TaskStore {
    return {
      ...tasks,
      async settle(id, worker, outcome, now) {
        const isOurs = await tasks.settle(id, worker, outcome, now);
        if (isOurs) end(id, outcome);
        return isOurs;
      },
      async giveUp(surrender) {
        const refused = await tasks.giveUp(surrender);
        for (const { id } of refused) end(id, { status: 'failed', failure: surrender.failure });
        return refused;
      },
      async cancel(id, principal, now) {
        const task = await tasks.cancel(id, principal, now);
        if (task?.status === 'cancelled') end(id, { status: 'cancelled' });
        return task;
      },
    };
  }

  /** Told when it is over: a run can begin a moment before its task is known to be durable. */
  async function traced(
    how: 'run' | 'rejoin',
    follow: AgentRunner['run'],
    run: Run,
    watch: RunWatch,
  ): Promise<Answer> {
    const at = clock.now();
    const tell = (end: SpanEnd) => {
      const attributes = { 'clawbridge.run.id': run.id, 'clawbridge.instance': run.instance };
      const parent = open.get(taskIdOf(run))?.context;
      tracer.begin({ name: `gateway ${how}`, kind: 'client', parent, at, attributes }).end(end);
    };
    try {
      const answer = await follow(run, watch);
      tell({});
      return answer;
    } catch (thrown) {
      tell({ failure: toFailure(thrown).code });
      throw thrown;
    }
  }

  function end(id: string, outcome: Outcome): void {
    const attributes = { 'clawbridge.task.status': outcome.status };
    const failure = outcome.status === 'failed' ? outcome.failure.code : undefined;
    open.get(id)?.end({ failure, attributes });
    open.delete(id);
  }

  function leave(id: string): void {
    open.get(id)?.end({ attributes: { 'clawbridge.task.status': 'unknown' } });
    open.delete(id);
  }
}

/** A run that was begun anew has the task's id with a number behind it. */
function taskIdOf({ id }: Run): string {
  return id.replace(/\.\d+$/, '');
}
