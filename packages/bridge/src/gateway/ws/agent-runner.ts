import { setTimeout as pause } from 'node:timers/promises';
import { delayBefore } from '../../domain/backoff.ts';
import { Failure, neverBegan, toFailure } from '../../domain/failure.ts';
import type { AgentRunner, Run, RunWatch } from '../../domain/port/agent-runner.ts';
import type { Log } from '../../domain/port/log.ts';
import { MAX_ANSWER_CHARS, type Answer } from '../../domain/task.ts';
import { text } from '../json.ts';
import { cancelled, gatewayFailed, timedOut, tooLarge } from '../run-failures.ts';
import { answerFrom } from './answer.ts';
import type { Connection } from './connection.ts';
import { traceRun, type Trace } from './history.ts';
import { isDraining } from './failures.ts';
import { followRun, isBeginning } from './run-events.ts';

/** How long the gateway may stay away in the middle of a run before we give the run up. */
const AWAY_MS = 90_000;
const RECONNECT = { initialMs: 250, factor: 2, maxMs: 5_000 };

/** One long poll; short enough that a run whose key the gateway forgot is looked up in its history soon. */
const WAIT_MS = 10_000;

/** A run that has just begun or just ended leaves its next trace within this time. */
const SECOND_LOOK_MS = 2_000;
const LOOK_AGAIN_MS = 500;

/** A restarted gateway resumes the runs it was killed in, one session after another, from a few seconds after its start. */
const RESUME_MS = 60_000;

/** Stopping a run is answered within milliseconds unless the wire is gone. */
const STOP_MS = 5_000;
const STOP_RETRY_MS = 100;

/** The gateway's own limit ends a run whose bridge died; ours comes first while the bridge lives. */
const OWN_LIMIT_LEAD_S = 5;

export interface AgentRunnerOptions {
  readonly connection: Connection;
  readonly log: Log;
  /**
   * True when every run of this gateway goes through here: a run without a trace was then never begun. Otherwise it
   * may have gone over HTTP, which leaves no trace, and beginning it could be the second time.
   */
  readonly ownsAllRuns: boolean;
}

/** One run on its way to its answer. */
interface Pursuit {
  readonly run: Run;
  readonly signal: AbortSignal;
  /** The run's id in the gateway now: its own, or that of the run by which the gateway resumed it after a crash. */
  runId: string;
  /** The gateway said that the agent is at work on it. */
  begun: boolean;
}

/** How a run ended; what goes wrong on the way to this news is thrown. */
type End = Extract<Trace, { kind: 'answered' | 'ended' }>;

/** Runs agents over the WebSocket, by the gateway's `agent` method: it queues cleanly and keeps our id. */
export function createAgentRunner({ connection, log, ownsAllRuns }: AgentRunnerOptions): AgentRunner {
  return {
    async run(run, watch) {
      if (watch.signal.aborted) throw cancelled();
      return await supervise(run, watch, startAndFollow);
    },
    async rejoin(run, watch) {
      if (!watch.signal.aborted)
        return await supervise(run, watch, (pursuit) => follow(pursuit, ownsAllRuns));
      await stopUnfollowed(run);
      throw cancelled();
    },
  };

  /** Gives a run its progress, its limits and its end; `work` only has to come up with the answer. */
  async function supervise(
    run: Run,
    watch: RunWatch,
    work: (pursuit: Pursuit) => Promise<Answer>,
  ): Promise<Answer> {
    const limits = new AbortController();
    const pursuit: Pursuit = { run, signal: limits.signal, runId: run.id, begun: false };
    const read = followRun((id) => id === pursuit.runId);
    const stopListening = connection.onEvent((event) => {
      if (event.payload['runId'] === pursuit.runId && isBeginning(event)) pursuit.begun = true;
      const progress = read(event);
      if (progress === undefined) return;
      watch.onProgress(progress);
      if (progress.text.length > MAX_ANSWER_CHARS) limits.abort(tooLarge());
    });
    const cancel = () => limits.abort(cancelled());
    watch.signal.addEventListener('abort', cancel, { once: true });
    const deadline = setTimeout(() => limits.abort(timedOut(run)), run.timeoutMs);
    const working = work(pursuit);
    try {
      return await Promise.race([working, aborted(limits.signal)]);
    } catch (thrown) {
      if (limits.signal.aborted) await stopInGateway(run.sessionKey, pursuit.runId, working);
      throw thrown;
    } finally {
      clearTimeout(deadline);
      watch.signal.removeEventListener('abort', cancel);
      stopListening();
    }
  }

  async function start(pursuit: Pursuit): Promise<Answer> {
    const { run } = pursuit;
    let accepted = false;
    const frame = await connection
      .request(
        'agent',
        {
          message: run.message,
          sessionKey: run.sessionKey,
          idempotencyKey: run.id,
          timeout: Math.ceil(run.timeoutMs / 1000) + OWN_LIMIT_LEAD_S,
        },
        { expectFinal: true, timeoutMs: null, onAccepted: () => (accepted = true) },
      )
      .catch((thrown: unknown) => {
        throw accepted ? afterAcceptance(toFailure(thrown), pursuit) : thrown;
      });
    return frame['status'] === 'in_flight' ? await follow(pursuit, true) : answerFrom(frame);
  }

  async function startAndFollow(pursuit: Pursuit): Promise<Answer> {
    try {
      return await start(pursuit);
    } catch (thrown) {
      if (toFailure(thrown).code !== 'connection_lost') throw thrown;
      log.warn(
        { run: pursuit.run.id },
        'the connection broke during a run; reconnecting to fetch its answer',
      );
      return await follow(pursuit, true);
    }
  }

  /**
   * Waits for a run the gateway has, through as many broken connections and restarts of the gateway as it takes, until
   * the signal aborts.
   * @param mayBegin whether a run without a trace is begun
   */
  async function follow(pursuit: Pursuit, mayBegin: boolean): Promise<Answer> {
    let awaySince: number | undefined;
    let interruptedSince: number | undefined;
    let neverSeen = false;
    for (let attempt = 0; ; attempt++) {
      let end: End | undefined;
      try {
        pursuit.signal.throwIfAborted();
        const trace = await traceRun(connection, pursuit.run.sessionKey, pursuit.run.id);
        neverSeen = trace.kind === 'none';
        // One that is looked up but not begun is as far away as before.
        if (!neverSeen) {
          awaySince = undefined;
          attempt = 0;
        }
        if (trace.kind === 'interrupted') {
          interruptedSince ??= Date.now();
          const patience = trace.mayResume ? RESUME_MS : SECOND_LOOK_MS;
          if (Date.now() - interruptedSince > patience) throw interrupted(pursuit.run);
          await pause(LOOK_AGAIN_MS);
        } else {
          interruptedSince = undefined;
          end = await act(pursuit, trace, mayBegin);
        }
      } catch (thrown) {
        const failure = toFailure(thrown);
        if (!isAway(failure)) throw failure;
        awaySince ??= Date.now();
        if (failure.code === 'connection_lost') neverSeen = false;
        if (Date.now() - awaySince > AWAY_MS)
          throw neverSeen && neverBegan(failure) ? failure : interrupted(pursuit.run, failure);
        await pause(delayBefore(attempt, RECONNECT, Math.random()));
      }
      if (end?.kind === 'ended') throw end.failure;
      if (end !== undefined) return end.answer;
    }
  }

  /** The end of a run, or undefined while it goes on. */
  async function act(
    pursuit: Pursuit,
    trace: Exclude<Trace, { kind: 'interrupted' }>,
    mayBegin: boolean,
  ): Promise<End | undefined> {
    switch (trace.kind) {
      case 'answered':
      case 'ended':
        return trace;
      case 'none':
        pursuit.signal.throwIfAborted();
        if (!mayBegin) throw withoutTrace(pursuit.run);
        return { kind: 'answered', answer: await start(pursuit) };
      case 'running':
        pursuit.runId = trace.runId;
        return await wait(trace.runId);
    }
  }

  async function wait(runId: string): Promise<End | undefined> {
    const waited = await connection.request(
      'agent.wait',
      { runId, timeoutMs: WAIT_MS },
      { timeoutMs: WAIT_MS + STOP_MS },
    );
    if (waited['status'] !== 'error') return undefined;
    const said = text(waited['error']) ?? 'The run ended with an error.';
    // Of a run that was turned away the history tells more.
    return isDraining(said) ? undefined : { kind: 'ended', failure: gatewayFailed(said) };
  }

  /** Cancelled while nobody followed it: it may still run in the gateway, perhaps under another id. */
  async function stopUnfollowed({ sessionKey, id }: Run): Promise<void> {
    const trace = await traceRun(connection, sessionKey, id).catch(() => undefined);
    await stopInGateway(sessionKey, trace?.kind === 'running' ? trace.runId : id, Promise.resolve());
  }

  /** Repeats until the gateway says it stopped the run or the run ends: the request may overtake the run's start. */
  async function stopInGateway(sessionKey: string, runId: string, working: Promise<unknown>): Promise<void> {
    let over = false;
    const end = () => (over = true);
    working.then(end, end);
    const until = Date.now() + STOP_MS;
    while (!over && Date.now() < until) {
      const reply = await connection
        .request('chat.abort', { sessionKey, runId }, { timeoutMs: STOP_MS })
        .catch((thrown: unknown) =>
          log.warn({ run: runId }, `cannot stop a run: ${toFailure(thrown).message}`),
        );
      if (reply?.['aborted'] === true) return;
      await pause(STOP_RETRY_MS);
    }
  }
}

/** After a run was accepted a refusal is how it ended, except in the queue of a gateway that is being stopped. */
function afterAcceptance(failure: Failure, { begun }: Pursuit): Failure {
  const waitedInVain = isDraining(failure.message) && !begun;
  return failure.code === 'gateway_refused' && failure.retryable && !waitedInVain
    ? gatewayFailed(failure.message)
    : failure;
}

/** Nothing was learned of the run: the gateway is gone, or is there and says "not now" to every request. */
function isAway({ code, retryable }: Failure): boolean {
  if (code === 'gateway_refused') return retryable;
  return code === 'connection_lost' || code === 'gateway_unreachable';
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(toFailure(signal.reason)), { once: true });
  });
}

function interrupted(run: Run, cause?: unknown): Failure {
  return new Failure(
    'run_interrupted',
    'OpenClaw was interrupted while the agent worked; the answer is not known.',
    {
      hint: `The agent may have done part of the work. Look at session "${run.sessionKey}" before asking again.`,
      cause,
    },
  );
}

function withoutTrace({ sessionKey }: Run): Failure {
  return new Failure(
    'run_interrupted',
    'clawbridge was interrupted before OpenClaw had left any trace of this run.',
    {
      hint: `It may have gone over HTTP, which leaves none. Look at session "${sessionKey}" and ask again; with --outlet ws such a run is begun by itself.`,
    },
  );
}
