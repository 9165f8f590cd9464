import { anInstance } from '../domain/instance.fixture.ts';
import type { Instance } from '../domain/instance.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createScriptedRunner } from '../domain/port/scripted-runner.fixture.ts';
import { createSteppedClock, type SteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { aVoice } from '../domain/voice.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import type { Task } from '../domain/task.ts';
import { createAskAloud, type AloudQuestion } from './ask-aloud.ts';
import { createAsk, type Question } from './ask.ts';
import { createBackground } from './background.ts';
import { createBeginHearing } from './begin-hearing.ts';
import { createCancelTask } from './cancel-task.ts';
import { createGetSpoken } from './get-spoken.ts';
import { createGetTask } from './get-task.ts';
import { createWorker } from './run-tasks.ts';
import { createTaskFeed } from './task-feed.ts';
import { createUnheard } from './unheard.ts';
import { createWaitForTask } from './wait-for-task.ts';
import { watchTasks } from './watch-tasks.ts';
import { watched } from './watched-background.fixture.ts';

export interface WorldOptions {
  readonly instances?: readonly Instance[];
  /** Shared by worlds that play two processes of one machine. */
  readonly clock?: SteppedClock;
  readonly workerId?: string;
  /** Of a process that soon ends: the tasks it may run besides its own. */
  readonly only?: readonly string[];
  /** Whether a target can be told of a task; any can without it. */
  readonly check?: (target: string) => void;
  readonly alwaysNotify?: readonly string[];
}

export type World = ReturnType<typeof createWorld>;

/** One process: every verb on a real store, with a clock and a gateway that do what the test says. */
export function createWorld({ tasks: store, outbox, spoken, close }: Store, options: WorldOptions = {}) {
  const { instances = [anInstance()], clock = createSteppedClock(), workerId = 'w1', only } = options;
  const { check = () => {}, alwaysNotify = [] } = options;
  const log = createRecordingLog();
  const runner = createScriptedRunner();
  const feed = createTaskFeed();
  const { background, quiet } = watched(createBackground(log));
  const waitForTask = createWaitForTask({ store, feed, clock });
  const worker = createWorker({
    instances,
    store,
    runner,
    feed,
    clock,
    chance: () => 0.5,
    background,
    log,
    workerId,
    only,
  });
  watchTasks({ store, worker, feed, clock, background });
  const cancelTask = createCancelTask({ store, worker, feed, waitForTask, clock });
  const getTask = createGetTask({ store, waitForTask });
  let ids = 0;
  const newId = () => `${workerId}-${++ids}`;
  const ask = createAsk({
    instances,
    store,
    worker,
    notifier: { check },
    alwaysNotify,
    waitForTask,
    cancelTask,
    background,
    clock,
    newId,
  });
  const aloud = { store, spoken, clock, log };
  const beginHearing = createBeginHearing({ ...aloud, background });
  const askAloud = createAskAloud({ ...aloud, instances, notifier: { check }, ask, waitForTask });

  return {
    store,
    outbox,
    spoken,
    beginHearing,
    getSpoken: createGetSpoken({ ...aloud, getTask }),
    unheard: createUnheard(aloud),
    askAloud,
    /** Asks aloud as the owner and waits 8 s, unless the test says otherwise. */
    say: (message: string, over: Partial<AloudQuestion> = {}) =>
      askAloud({
        principal: OWNER,
        origin: 'xiaozhi',
        voice: aVoice(),
        hearing: beginHearing(over.principal ?? OWNER),
        fingerprint: message,
        message,
        sessionId: 'kitchen',
        waitMs: 8_000,
        ...over,
      }),
    close,
    clock,
    log,
    runner,
    feed,
    background,
    quiet,
    waitForTask,
    worker,
    cancelTask,
    getTask,
    /** Asks as the owner and waits to the end, unless the test says otherwise. */
    ask: (over: Partial<Question> = {}): Promise<Task> =>
      ask({
        principal: OWNER,
        origin: 'cli',
        message: 'hello',
        waitMs: Number.POSITIVE_INFINITY,
        ...over,
      }),
    cancel: (id: string) => cancelTask({ principal: OWNER, id }),
    /** The owner's task as it is in the store. */
    stored: (id: string) => store.get(id, OWNER.id),
    /** The owner's task once it is settled. */
    settled: (id: string) => getTask({ principal: OWNER, id, waitMs: Number.POSITIVE_INFINITY }),
  };
}
