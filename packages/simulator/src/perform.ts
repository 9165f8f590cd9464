import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './answer.ts';
import type { Run, ToolCall, ToolResult } from './run.ts';
import type { Step } from './script.ts';

/** What the steps of a script can do to the world around a run. */
export interface Stage {
  /** Answers whether a command may run, as soon as somebody has decided. */
  approve(run: Run, call: ToolCall): Promise<ToolResult>;
  /** Cuts every socket. */
  disconnect(): void;
  /** Dies and comes back. */
  restart(): void;
}

/** Plays the steps of a run, telling it what happens. Rejects when the run is stopped. */
export async function perform(run: Run, steps: readonly Step[], stage: Stage): Promise<Outcome> {
  for (const step of steps) {
    if (step.kind === 'refuse') return { kind: 'refused', reason: step.reason };
    await play(run, step, stage);
    run.stopped.signal.throwIfAborted();
  }
  return run.text === '' ? { kind: 'silent' } : { kind: 'answered', text: run.text };
}

function play(run: Run, step: Exclude<Step, { kind: 'refuse' }>, stage: Stage): Promise<unknown> | void {
  switch (step.kind) {
    case 'say':
      return run.tell({ kind: 'said', delta: step.text });
    case 'wait':
      return sleep(step.ms, undefined, { signal: run.stopped.signal });
    case 'hang':
      return untilStopped(run);
    case 'exec':
      return exec(run, step, stage);
    case 'disconnect':
      return stage.disconnect();
    case 'restart':
      return stage.restart();
  }
}

/** Nothing is executed here: every command behaves like one without output. */
export const NOT_REALLY_RUN: ToolResult = { text: '(no output)', isError: false };

async function exec(
  run: Run,
  step: { command: string; needsApproval: boolean },
  stage: Stage,
): Promise<void> {
  const call: ToolCall = { id: `call_${randomUUID()}`, command: step.command };
  run.tell({ kind: 'toolCalled', call });
  const result = step.needsApproval ? await stage.approve(run, call) : NOT_REALLY_RUN;
  run.stopped.signal.throwIfAborted();
  run.tell({ kind: 'toolEnded', call, result });
}

function untilStopped(run: Run): Promise<never> {
  const { signal } = run.stopped;
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
