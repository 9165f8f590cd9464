import { text as readAll } from 'node:stream/consumers';
import { openBridge, type Bridge } from '../bridge.ts';
import { usage } from '../config/arguments.ts';
import { Failure, failureFrom } from '../domain/failure.ts';
import { pickInstance } from '../domain/instance.ts';
import type { Task } from '../domain/task.ts';
import { ownerFrom } from '../owner.ts';
import type { TaskRequest } from '../usecases/get-task.ts';
import { createApprovalTeller } from './approval-teller.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { quietly } from './quietly.ts';
import { goesOn, untilStopSignal } from './stop.ts';
import { createTeleprinter, type Teleprinter } from './teleprinter.ts';
import { flagText } from './flag-text.ts';
import { taskJson } from './task-json.ts';

/** Asks once and prints the answer, on a terminal as it comes. Ctrl-C cancels the task, another stop signal leaves it. */
export async function chat({ config, words, flags }: Invocation): Promise<ExitCode> {
  const message = await messageFrom(words);
  const principal = ownerFrom(config);
  const bridge = await openBridge(quietly(config), { only: [] });
  const stop = new AbortController();
  bridge.background('wait for a stop signal', async () => stop.abort(await untilStopSignal()));
  const live = process.stdout.isTTY && !flags.has('json');
  const printer = createTeleprinter((piece) => process.stdout.write(piece));
  const teller = createApprovalTeller((line) => process.stderr.write(`${live ? '\n' : ''}${line}\n`));
  const instance = flagText(flags, 'instance');
  let stopFollowing = () => {};
  try {
    stopFollowing = await bridge.verbs.feed.follow(teller.hear);
    // Only who decides all approvals is told of those of an agent he asks himself.
    if (pickInstance(bridge.verbs.instances, instance).mode === 'admin') await bridge.verbs.heard(instance);
    const asked = await bridge.verbs.ask({
      principal,
      origin: 'cli',
      message,
      sessionId: flagText(flags, 'session'),
      instance,
      waitMs: 0,
      onAccepted: teller.isAbout,
    });
    const task = await outcomeOf(
      bridge,
      { principal, id: asked.id },
      stop.signal,
      live ? printer.show : undefined,
    );
    if (flags.has('json')) process.stdout.write(`${JSON.stringify(taskJson(task), undefined, 2)}\n`);
    printer.finish(answerOf(task, flags.has('json')));
    if (live) process.stderr.write(`\n(session ${task.sessionId}; go on with --session ${task.sessionId})\n`);
    return OK;
  } finally {
    stopFollowing();
    await bridge.close(0);
  }
}

/** Who presses Ctrl-C no longer wants the answer. A terminal that closes, or a service manager, only wants us to leave. */
async function outcomeOf(
  bridge: Bridge,
  request: TaskRequest,
  signal: AbortSignal,
  onProgress: Teleprinter['show'] | undefined,
): Promise<Task> {
  try {
    return await bridge.verbs.getTask({ ...request, waitMs: Number.POSITIVE_INFINITY, signal, onProgress });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    if (signal.reason !== 'SIGINT') throw goesOn(request);
    return await bridge.verbs.cancelTask(request);
  }
}

async function messageFrom(words: readonly string[]): Promise<string> {
  if (words.length === 1 && words[0] === '-') return await readAll(process.stdin);
  if (words.length === 0) throw usage('chat needs a text: clawbridge chat "What is on my list today?"');
  return words.join(' ');
}

/** With --json the answer has been printed already. */
function answerOf(task: Task, printed: boolean): string {
  if (task.answer) return printed ? '' : `${task.answer.text}\n`;
  throw withoutAnswer(task);
}

/** Says which task and which session, because there may be something to look at or to go on with. */
function withoutAnswer({ id, sessionId, status, failure }: Task): Failure {
  const which = `(task ${id}, session ${sessionId})`;
  if (failure)
    return failureFrom({ ...failure, hint: failure.hint === undefined ? which : `${failure.hint} ${which}` });
  return new Failure('cancelled', status === 'cancelled' ? 'Cancelled.' : 'Being cancelled.', {
    hint: which,
  });
}
