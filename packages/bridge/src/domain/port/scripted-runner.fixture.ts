import { Failure } from '../failure.ts';
import type { Answer } from '../task.ts';
import type { AgentRunner, Run, RunProgress, RunWatch } from './agent-runner.ts';

/** One run as the gateway would see it; the test decides how it goes on. */
interface ScriptedRun extends Run {
  readonly kind: 'run' | 'rejoin';
  /** True once the bridge asked to stop it. */
  readonly stopped: () => boolean;
  progress(progress: RunProgress): void;
  answer(answer: Answer | string): void;
  fail(thrown: unknown): void;
}

export interface ScriptedRunner extends AgentRunner {
  /** Every run so far, in order. */
  readonly runs: readonly ScriptedRun[];
  /** The next run nobody asked for yet, as soon as there is one. */
  next(): Promise<ScriptedRun>;
}

/** An AgentRunner without a gateway. It keeps the port's promise: a run that is stopped rejects with `cancelled`. */
export function createScriptedRunner(): ScriptedRunner {
  const runs: ScriptedRun[] = [];
  const waiting: ((run: ScriptedRun) => void)[] = [];
  let handedOut = 0;

  const begin =
    (kind: ScriptedRun['kind']) =>
    (run: Run, watch: RunWatch): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const stop = () => reject(new Failure('cancelled', 'The run was stopped.'));
        watch.signal.addEventListener('abort', stop);
        if (watch.signal.aborted) stop();
        const scripted: ScriptedRun = {
          ...run,
          kind,
          stopped: () => watch.signal.aborted,
          progress: watch.onProgress,
          answer: (answer) => resolve(typeof answer === 'string' ? { text: answer } : answer),
          fail: reject,
        };
        runs.push(scripted);
        waiting.shift()?.(scripted);
      });

  return {
    runs,
    run: begin('run'),
    rejoin: begin('rejoin'),
    next() {
      const ready = runs[handedOut++];
      return ready === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ready);
    },
  };
}
