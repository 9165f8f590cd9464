import type { Run, RunMethod, RunNews } from './run.ts';

/** One turn the gateway was asked for, as it stands. */
export interface SimulatedTurn {
  readonly runId: string;
  readonly sessionKey: string;
  readonly message: string;
  readonly via: RunMethod;
  readonly status: 'queued' | 'running' | 'ok' | 'error' | 'aborted';
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const KEPT = 10_000;

/** What the gateway was asked over all its lives: the newest 10,000 turns in the order of arrival. */
export class Turns {
  readonly #turns: SimulatedTurn[] = [];

  all(): readonly SimulatedTurn[] {
    return this.#turns.slice(-KEPT).map((turn) => ({ ...turn }));
  }

  /** Keeps no hold on the run itself: its transcript may be long. */
  note(run: Run): void {
    const { message, via } = run.request;
    const turn: Writable<SimulatedTurn> = {
      runId: run.id,
      sessionKey: run.session.key,
      message,
      via,
      status: 'queued',
    };
    this.#turns.push(turn);
    if (this.#turns.length > 2 * KEPT) this.#turns.splice(0, KEPT);
    run.follow((news) => {
      turn.status = statusAfter(news) ?? turn.status;
    });
  }
}

function statusAfter(news: RunNews): SimulatedTurn['status'] | undefined {
  if (news.kind === 'started') return 'running';
  return news.kind === 'ended' ? ENDED[news.outcome.kind] : undefined;
}

const ENDED = {
  answered: 'ok',
  aborted: 'aborted',
  refused: 'error',
  repeated: 'error',
  silent: 'error',
  timedOut: 'error',
  turnedAway: 'error',
} as const;
