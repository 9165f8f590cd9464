import { text as readAll } from 'node:stream/consumers';
import { openBridge } from '../bridge.ts';
import { usage } from '../config/arguments.ts';
import { Failure, failureFrom } from '../domain/failure.ts';
import { OWNER } from '../domain/principal.ts';
import type { Task } from '../domain/task.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { createTeleprinter } from './teleprinter.ts';
import { GRACE_MS, untilStopSignal } from './stop.ts';
import { flagText } from './flag-text.ts';
import { taskJson } from './task-json.ts';

/** Asks once and prints the answer, on a terminal as it comes. Ctrl-C cancels the task. */
export async function chat({ config, words, flags }: Invocation): Promise<ExitCode> {
  const message = await messageFrom(words);
  const bridge = openBridge({ ...config, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel });
  const stop = new AbortController();
  bridge.background('wait for a stop signal', async () => {
    await untilStopSignal();
    stop.abort();
  });
  const live = process.stdout.isTTY && !flags.has('json');
  const printer = createTeleprinter((piece) => process.stdout.write(piece));
  try {
    const task = await bridge.verbs.ask({
      principal: OWNER,
      origin: 'cli',
      message,
      sessionId: flagText(flags, 'session'),
      instance: flagText(flags, 'instance'),
      waitMs: Number.POSITIVE_INFINITY,
      signal: stop.signal,
      ...(live ? { onProgress: printer.show } : {}),
    });
    if (flags.has('json')) process.stdout.write(`${JSON.stringify(taskJson(task), undefined, 2)}\n`);
    printer.finish(answerOf(task, flags.has('json')));
    if (live) process.stderr.write(`\n(session ${task.sessionId}; go on with --session ${task.sessionId})\n`);
    return OK;
  } finally {
    // After Ctrl-C the agent is being stopped; that takes a moment.
    await bridge.close(stop.signal.aborted ? GRACE_MS : 0);
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
  throw task.failure ? failureFrom(task.failure) : new Failure('cancelled', `Task ${task.id} was cancelled.`);
}
