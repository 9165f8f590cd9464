import { delayBefore, type Backoff } from '../../domain/backoff.ts';
import { recordOf, toFailure, type Failure, type FailureCode } from '../../domain/failure.ts';
import type { GatewayEar, GatewayNews, Hearing } from '../../domain/port/gateway-ear.ts';
import type { Log } from '../../domain/port/log.ts';
import type { Connection } from './connection.ts';
import { newsFrom } from './news.ts';

/**
 * `session-scoped-events` keeps the deltas of all runs away: messages come whole. Without the others an agent's command
 * that needs approval is denied at once, because the gateway sees nobody who could be asked.
 */
export const EAR_CAPABILITIES = ['session-scoped-events', 'approvals', 'exec-approvals', 'plugin-approvals'];

/** A gateway that restarts is back within seconds, and what happens meanwhile has to be fetched afterwards. */
const SOON: Backoff = { initialMs: 250, factor: 2, maxMs: 10_000 };

/** What only a person can mend. A gateway far away locks out who comes with the wrong token ten times. */
const SELDOM_MS = 60_000;

/** A wire that holds so long was a good one: the next loss is a new story. Others break again and again, as behind some proxies. */
const GOOD_MS = 10_000;

export interface EarOptions {
  /** A wire of its own for each who listens, so that nothing comes over it that nobody wants. */
  readonly connect: () => Connection;
  readonly log: Log;
  /** 0 ≤ chance < 1, a new one each time. */
  readonly chance: () => number;
}

export interface ClosableEar extends GatewayEar {
  /** Ends all listening. */
  close(): Promise<void>;
}

/** Listens by `sessions.subscribe` and to the approvals that arrive unasked. */
export function createGatewayEar(options: EarOptions): ClosableEar {
  const open = new Set<() => Promise<void>>();
  return {
    listen(instance, hearing) {
      const stop = startListening(instance, hearing, options);
      open.add(stop);
      return () => {
        open.delete(stop);
        // Whoever stops listening does not wait for the last goodbye.
        stop().catch(() => {});
      };
    },
    async close() {
      await Promise.all([...open].map((stop) => stop()));
      open.clear();
    },
  };
}

/** Returns how to stop; nothing is said to the hearing after that. */
function startListening(
  instance: string,
  hearing: Hearing,
  { connect, log, chance }: EarOptions,
): () => Promise<void> {
  const connection = connect();
  /** News that came before `onConnected`; undefined when they go straight on. */
  let early: GatewayNews[] | undefined = [];
  let attempts = 0;
  let connectedAt = 0;
  let lostTo: FailureCode | undefined;
  let stopped = false;
  let again: NodeJS.Timeout | undefined;

  connection.onEvent((event) => {
    const news = newsFrom(instance, event);
    if (news === undefined || stopped) return;
    if (early) early.push(news);
    else hearing.onNews(news);
  });
  connection.onLost(lose);
  attempt();

  return async () => {
    stopped = true;
    clearTimeout(again);
    await connection.close();
  };

  function attempt(): void {
    again = undefined;
    connection
      .request('sessions.subscribe', {})
      .then(connected, (thrown: unknown) => lose(toFailure(thrown)));
  }

  function connected(): void {
    // The wire may have broken right behind the answer.
    if (stopped || again !== undefined) return;
    connectedAt = performance.now();
    lostTo = undefined;
    log.info({ instance }, 'listening to OpenClaw');
    hearing.onConnected();
    const waiting = early ?? [];
    early = undefined;
    for (const news of waiting) if (!stopped) hearing.onNews(news);
  }

  /** A wire that breaks in the middle of an attempt is told of twice: the first word is the cause. */
  function lose(failure: Failure): void {
    if (stopped || again !== undefined) return;
    if (early === undefined && performance.now() - connectedAt >= GOOD_MS) attempts = 0;
    early = [];
    again = setTimeout(attempt, delayAfter(failure, attempts++, chance())).unref();
    if (failure.code === lostTo) return;
    lostTo = failure.code;
    log.warn({ instance, reason: recordOf(failure) }, 'not listening to OpenClaw; trying again');
    hearing.onLost(recordOf(failure));
  }
}

function delayAfter({ code, retryable }: Failure, attempt: number, chance: number): number {
  if (!retryable || code === 'gateway_unauthorized') return Math.round((SELDOM_MS * (1 + chance)) / 2);
  return delayBefore(attempt, SOON, chance);
}
