import type { Answer } from '../task.ts';
import type { StopSignal } from './stop-signal.ts';

/** One turn of an agent. */
export interface Run {
  readonly instance: string;
  /** Also the idempotency key: the gateway runs a key at most once while it remembers it. */
  readonly id: string;
  readonly sessionKey: string;
  readonly message: string;
  /** Milliseconds from now until the run is stopped. */
  readonly timeoutMs: number;
}

/** What is seen of a run while it goes on. Text is cumulative: the answer so far. */
export interface RunProgress {
  readonly text: string;
  readonly tool?: string;
}

export interface RunWatch {
  readonly signal: StopSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/**
 * Runs agents in a gateway.
 *
 * `run` starts one turn and resolves with the whole answer. It MUST NOT start the agent twice, whatever happens to
 * the wire. When the signal aborts, it MUST stop the run in the gateway and reject with `cancelled`; when the time
 * is over, it MUST stop the run and reject with `run_timeout`. An empty answer is a Failure (`empty_answer`).
 *
 * `rejoin` follows a run that was begun earlier, perhaps by a process that is gone. It MUST NOT start the agent when
 * the gateway has any trace of the run: it resolves with the answer if there is or will be one, and rejects with
 * `run_interrupted` otherwise. Where it is certain that the gateway never saw the run, it starts it.
 *
 * A Failure for which `neverBegan` is true (domain/failure.ts) is a promise: the agent has not begun this run, and
 * will not. Both MUST keep these codes for that: a request of which a single byte may have reached the gateway is
 * never `gateway_unreachable`, and a run that may have begun ends with `run_interrupted`. Whoever asks again takes a
 * new id: a gateway that was stopped with a run in its queue refuses the old one for ever.
 */
export interface AgentRunner {
  run(run: Run, watch: RunWatch): Promise<Answer>;
  rejoin(run: Run, watch: RunWatch): Promise<Answer>;
}
