import { openBridge, type Bridge } from '../bridge.ts';
import { usage } from '../config/arguments.ts';
import { ownerFrom, mayRun } from '../owner.ts';
import type { TaskRequest } from '../usecases/get-task.ts';
import {
  TASK_STATUSES,
  type LiveProgress,
  type Task,
  type TaskStatus,
  type TaskSummary,
} from '../domain/task.ts';
import type { ExitCode, Invocation } from './command.ts';
import { FAILED, OK } from './exit-code.ts';
import { failureText } from './failure-text.ts';
import { flagText } from './flag-text.ts';
import { startLiveLine } from './live-line.ts';
import { print } from './print.ts';
import { quietly } from './quietly.ts';
import { refuseWords } from './refuse-words.ts';
import { goesOn, untilStopSignal } from './stop.ts';
import { taskJson } from './task-json.ts';
import { taskLine } from './task-line.ts';

type Verb = (bridge: Bridge, invocation: Invocation) => Promise<ExitCode>;

const verbs: Readonly<Record<string, Verb>> = { list, show, wait, cancel };

/** `task list | show ID | wait ID | cancel ID` */
export async function task(invocation: Invocation): Promise<ExitCode> {
  const [verb = 'list', ...words] = invocation.words;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw usage(`Unknown: task ${verb}. Use task list, show, wait or cancel.`);
  refuseWords(`task ${verb}`, verb === 'list' ? words : words.slice(1));
  // Only who waits for a task or stops it has a reason to take it from a process that is gone.
  const only = verb === 'wait' || verb === 'cancel' ? words : [];
  const { config } = invocation;
  const bridge = await openBridge(quietly(config), { only, ...mayRun(ownerFrom(config)) });
  try {
    return await run(bridge, { ...invocation, words });
  } finally {
    await bridge.close(0);
  }
}

async function list(bridge: Bridge, { config, flags }: Invocation): Promise<ExitCode> {
  const page = await bridge.verbs.listTasks({
    principal: ownerFrom(config),
    status: statusFrom(flagText(flags, 'status')),
    sessionId: flagText(flags, 'session'),
    instance: flagText(flags, 'instance'),
  });
  if (flags.has('json'))
    return print(JSON.stringify({ counts: page.counts, tasks: page.tasks.map(taskJson) }, undefined, 2));
  const owner = ownerFrom(config).id;
  const spoken = await Promise.all(page.tasks.map(({ id }) => bridge.store.spoken.of(owner, id)));
  for (const [i, one] of page.tasks.entries()) print(line(one, spoken[i]?.number));
  const counts = TASK_STATUSES.map((status) => `${page.counts[status]} ${status}`);
  return print(`All your tasks: ${counts.join(', ')}`);
}

async function show(bridge: Bridge, invocation: Invocation): Promise<ExitCode> {
  return await tell(bridge, await bridge.verbs.getTask(await requestFrom(bridge, invocation)), invocation);
}

async function wait(bridge: Bridge, invocation: Invocation): Promise<ExitCode> {
  const stop = new AbortController();
  bridge.background('wait for a stop signal', async () => stop.abort(await untilStopSignal()));
  const request = await requestFrom(bridge, invocation);
  const live =
    process.stderr.isTTY && !invocation.flags.has('json') ? await watch(bridge, request) : undefined;
  try {
    const ended = await bridge.verbs.getTask({
      ...request,
      waitMs: Number.POSITIVE_INFINITY,
      signal: stop.signal,
      onProgress: live?.show,
    });
    live?.clear();
    return await tell(bridge, ended, invocation);
  } catch (thrown) {
    throw stop.signal.aborted ? goesOn(request) : thrown;
  } finally {
    live?.clear();
  }
}

/** How often a waiting task is looked at: whether it runs now, or why it still waits. */
const LOOK_MS = 1_000;

/** Of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** Shows on a terminal how the task is doing, while somebody waits for it. */
async function watch({ verbs, clock, background }: Bridge, request: TaskRequest) {
  let task = await verbs.getTask(request);
  let progress: LiveProgress | undefined;
  let cleared = false;
  let cancelLook = clock.after(LOOK_MS, look);
  const line = startLiveLine({
    clock,
    write: (text) => process.stderr.write(text),
    columns: () => process.stderr.columns || USUAL_COLUMNS,
    text: () => taskLine(task, progress, clock.now()),
  });
  return {
    show(seen: LiveProgress) {
      progress = seen;
    },
    clear() {
      if (cleared) return;
      cleared = true;
      cancelLook();
      line.clear();
    },
  };

  function look(): void {
    background('look at a task', async () => {
      try {
        task = await verbs.getTask(request);
        if (task.status === 'pending') progress = undefined;
      } finally {
        if (!cleared) cancelLook = clock.after(LOOK_MS, look);
      }
    });
  }
}

async function cancel(bridge: Bridge, invocation: Invocation): Promise<ExitCode> {
  const cancelled = await bridge.verbs.cancelTask(await requestFrom(bridge, invocation));
  return print(invocation.flags.has('json') ? taskText(cancelled) : `${cancelled.id} ${cancelled.status}`);
}

async function tell({ verbs }: Bridge, one: Task, { flags }: Invocation): Promise<ExitCode> {
  if (flags.has('json'))
    print(JSON.stringify({ ...taskJson(one), notices: await verbs.listNotices(one) }, undefined, 2));
  else if (one.answer) print(one.answer.text);
  else if (one.failure) print(`${one.id} ${one.status}: ${failureText(one.failure)}`);
  else print(line(one));
  return one.status === 'failed' || one.status === 'cancelled' ? FAILED : OK;
}

function taskText(one: Task): string {
  return JSON.stringify(taskJson(one), undefined, 2);
}

/** With the number by which it was spoken of, if a device asked it. */
function line(one: Task | TaskSummary, number?: number): string {
  const aloud = number === undefined ? '' : `  task_${number}`;
  return `${one.id}  ${one.status.padEnd(9)}  ${new Date(one.createdAt).toISOString()}  ${one.instance}  ${one.sessionId}${aloud}`;
}

async function requestFrom({ store }: Bridge, { config, words: [word] }: Invocation) {
  if (word === undefined) throw usage('Which task? `clawbridge task list` shows their ids.');
  const principal = ownerFrom(config);
  const number = numberIn(word);
  const spoken = number === undefined ? undefined : await store.spoken.find(principal.id, number);
  return { principal, id: spoken?.taskId ?? word };
}

/** Of `task_4`, as a device says it. */
function numberIn(word: string): number | undefined {
  const [, digits] = /^task_([1-9]\d{0,9})$/.exec(word) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function statusFrom(status: string | undefined): TaskStatus | undefined {
  if (status === undefined) return undefined;
  const found = TASK_STATUSES.find((one) => one === status);
  if (found) return found;
  throw usage(`--status is "${status}"; it can be ${TASK_STATUSES.join(', ')}.`);
}
