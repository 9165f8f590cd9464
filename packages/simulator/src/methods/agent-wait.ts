import { APOLOGY, type Outcome } from '../answer.ts';
import { method } from '../method.ts';
import type { Run } from '../run.ts';
import { WRITE } from '../scopes.ts';

/** Longest text `agent.wait` gives back, the ellipsis included. */
const MAX_TEXT = 4096;

const DEFAULT_TIMEOUT_MS = 30_000;

/** Waits for the end of a run, whoever started it. Running, queued, forgotten and unknown runs look alike: `timeout`. */
export const agentWait = method(
  'agent.wait',
  WRITE,
  { runId: 'string', timeoutMs: 'number?' },
  async (call) => {
    const { runId, timeoutMs = DEFAULT_TIMEOUT_MS } = call.params;
    const run = call.gateway.runs.newest(runId);
    const outcome = await atMost(timeoutMs, run?.ended());
    return run === undefined || outcome === undefined ? { runId, status: 'timeout' } : ending(run, outcome);
  },
);

async function atMost(
  ms: number,
  ended: Promise<Outcome> = new Promise(() => {}),
): Promise<Outcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined).unref();
  });
  return Promise.race([ended, over]).finally(() => clearTimeout(timer));
}

function ending(run: Run, outcome: Outcome): object {
  const about = { runId: run.id, startedAt: run.startedAt, endedAt: run.endedAt };
  switch (outcome.kind) {
    case 'answered': {
      const terminalReply = { disposition: 'visible', text: cut(outcome.text) };
      return { ...about, status: 'ok', stopReason: 'stop', livenessState: 'working', terminalReply };
    }
    case 'silent':
    case 'repeated':
      return {
        ...about,
        status: 'error',
        error: 'failed',
        livenessState: 'abandoned',
        terminalReply: NOTHING,
      };
    case 'refused':
    case 'turnedAway':
      return { ...about, status: 'error', error: APOLOGY[outcome.kind] };
    case 'aborted':
      return { ...about, status: 'error', stopReason: 'rpc' };
    case 'timedOut':
      return {
        ...about,
        status: 'timeout',
        error: APOLOGY.timedOut,
        timeoutPhase: 'provider',
        terminalReply: NOTHING,
      };
  }
}

const NOTHING = { disposition: 'empty' };

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}
