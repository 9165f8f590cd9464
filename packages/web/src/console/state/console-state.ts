import type * as wire from '@clawbridge/wire';
import { ref, watch, type Ref, type ShallowRef } from 'vue';
import { Refusal } from '../../session/ask.ts';
import type { Desk } from './desk.ts';
import { createEventStream, type EventStream, type Source } from './event-stream.ts';
import type { Onlooker } from './onlooker.ts';
import { createPoll, type Poll } from './poll.ts';
import { createServerTime, type ServerTime } from './server-time.ts';
import { createTaskTable, type TaskTable } from './task-table.ts';
import type { Timer } from './timer.ts';

/** Everything the console knows, for all its pages. */
export interface ConsoleState {
  readonly desk: Desk;
  readonly time: ServerTime;
  readonly overview: Poll<wire.Overview>;
  readonly tasks: TaskTable;
  readonly approvals: Poll<wire.ApprovalList>;
  readonly endpoints: Poll<wire.EndpointList>;
  readonly people: Poll<wire.PeopleList>;
  readonly charts: Poll<wire.Charts>;
  readonly range: Ref<wire.ChartRange>;
  readonly events: EventStream;
  /** Listens to what happens. Returns how to stop. */
  start(): () => void;
}

export interface ConsoleStateOptions {
  readonly desk: Desk;
  readonly openEvents: (url: string) => Source;
  readonly timer: Timer;
  readonly onlooker: Onlooker;
  /** By how many minutes this browser is ahead of UTC. */
  readonly offsetMinutes: () => number;
  /** The bridge does not know us any more. */
  readonly onSignedOut: () => void;
}

export function createConsoleState(options: ConsoleStateOptions): ConsoleState {
  const { desk, timer, onlooker } = options;
  const looking = { timer, onlooker };
  const time = createServerTime(timer);
  const range = ref<wire.ChartRange>('day');
  const events = createEventStream({ open: options.openEvents, timer });
  const state = {
    desk,
    time,
    range,
    events,
    overview: createPoll({ ...looking, read: desk.overview, everyMs: 10_000 }),
    tasks: createTaskTable({ ...looking, desk, everyMs: 3_000 }),
    approvals: createPoll({ ...looking, read: desk.approvals, everyMs: 15_000 }),
    endpoints: createPoll({ ...looking, read: desk.endpoints, everyMs: 5_000 }),
    people: createPoll({ ...looking, read: desk.people, everyMs: 30_000 }),
    charts: createPoll({
      ...looking,
      read: () => desk.charts(range.value, options.offsetMinutes()),
      everyMs: 60_000,
    }),
  };
  const polls = [state.overview, state.tasks.poll, state.approvals, state.endpoints, state.people];
  for (const { data, problem } of polls) {
    watch(data as ShallowRef<{ readonly now: number } | undefined>, (found) => {
      if (found !== undefined) time.hear(found.now);
    });
    watch(problem, (thrown) => {
      if (thrown instanceof Refusal && thrown.status === 401) options.onSignedOut();
    });
  }
  watch(range, () => state.charts.anew());
  events.onEvent(wake);

  return {
    ...state,
    start() {
      const stops = [time.start(), events.start(), state.approvals.start()];
      return () => stops.forEach((stop) => stop());
    },
  };

  /** What was read before this happened is old. Those who are not looked at read when they are. */
  function wake({ type }: wire.EventRow): void {
    if (type === 'task_settled') state.tasks.poll.wake();
    if (type.includes('approval')) state.approvals.wake();
  }
}
