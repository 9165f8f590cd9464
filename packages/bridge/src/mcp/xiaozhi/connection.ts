import type { EndpointReport, EndpointStatus } from '../../domain/endpoint.ts';
import type { Log } from '../../domain/port/log.ts';
import type { Metrics } from '../../domain/port/metrics.ts';
import { closeReason } from './close-reason.ts';
import type { Ending } from './ending.ts';
import type { Loss } from './loss.ts';
import { openLine, type Line, type LineDeps } from './line.ts';
import { firstReport } from './first-report.ts';
import { createTokenHider } from './hide-token.ts';
import { createPatience } from './patience.ts';

/** Between the end of a socket that we wanted and the next one: the server has to notice first. */
const REOPEN_MS = 300;

export interface ConnectionDeps extends Omit<LineDeps, 'host'> {
  /** 0 ≤ chance < 1 */
  readonly chance: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly onReport: (report: EndpointReport) => void;
}

/** One endpoint, kept connected until it is stopped. */
export interface Connection {
  /** Resolves when its socket is closed. */
  stop(): Promise<void>;
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { endpoint, clock, chance, background, log, metrics, onReport } = deps;
  const { name } = endpoint;
  const redact = createTokenHider(endpoint.url);
  let report = firstReport(endpoint, 'connecting', clock.now());
  let isStopping = false;
  let line: Line | undefined;
  let wake = () => {};
  const patience = createPatience({ clock, chance });

  const over = new Promise<void>((resolve) => {
    background('keep an endpoint connected', () => live().finally(resolve));
  });
  return {
    async stop() {
      isStopping = true;
      wake();
      line?.hangUp();
      await over;
      tell('stopped');
    },
  };

  async function live(): Promise<void> {
    while (!isStopping) {
      tell('connecting');
      const ending = await serve();
      if (isStopping) return;
      await rest(ending === undefined ? REOPEN_MS : patienceAfter(ending));
    }
  }

  /** One socket, to its end. */
  async function serve(): Promise<Ending | undefined> {
    let disconnected: (() => void) | undefined;
    line = openLine(
      { ...deps, host: report.host },
      {
        onReady() {
          if (report.status !== 'connected') tell('connected', { attempts: 0 });
          if (disconnected) return;
          disconnected = patience.connected();
          metrics.endpointConnected(name);
          log.info({ endpoint: name }, 'connected to the xiaozhi endpoint');
        },
        onSuspect(ending) {
          if (report.status !== 'suspect') tell('suspect', { trouble: troubleOf(lossOf(ending)) });
        },
        onCall: () => tell(report.status, { calls: report.calls + 1 }),
      },
    );
    const ending = await line.ended;
    disconnected?.();
    return ending;
  }

  /** Says what happened, and how long it is better to wait. Milliseconds. */
  function patienceAfter(ending: Ending): number {
    const loss = lossOf(ending);
    const trouble = troubleOf(loss);
    const delay = patience.after(loss);
    metrics.endpointLost(name, loss.reason);
    tell('waiting', {
      attempts: report.attempts + 1,
      nextAttemptAt: clock.now() + delay,
      trouble,
    });
    return delay;
  }

  /** The same trouble again is for those who look closely. */
  function troubleOf(loss: Loss): NonNullable<EndpointReport['trouble']> {
    const { reason, message, hint } = loss;
    const isKnown = patience.attempts() > 0 && report.trouble?.reason === reason;
    log[isKnown ? 'debug' : 'warn']({ endpoint: name, reason, hint }, message);
    return { reason, message, hint, at: clock.now() };
  }

  function lossOf(ending: Ending): Loss {
    return closeReason(ending, { host: report.host, redact });
  }

  async function rest(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });
  }

  function tell(status: EndpointStatus, change: Partial<EndpointReport> = {}): void {
    const { nextAttemptAt: _, ...lasting } = report;
    const since = status === report.status ? report.since : clock.now();
    report = { ...lasting, ...change, status, since };
    onReport(report);
  }
}
