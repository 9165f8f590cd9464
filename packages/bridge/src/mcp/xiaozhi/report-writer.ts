import { toFailure } from '../../domain/failure.ts';
import type { EndpointReport } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { EndpointRegister } from '../../domain/port/endpoint-register.ts';
import type { Log } from '../../domain/port/log.ts';
import type { Background } from '../../usecases/background.ts';

const PAUSE_MS = 1_000;

/** A store that is away is not asked more often for that. */
const PAUSE_AFTER_FAILURE_MS = 10_000;

export interface ReportWriterDeps {
  readonly register: Pick<EndpointRegister, 'report'>;
  readonly holder: string;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
}

/** Tells the register how endpoints are: each at most once a second, and always the last that was said. */
export interface ReportWriter {
  say(id: string, report: EndpointReport): void;
  /** Another process speaks for it now. */
  forget(id: string): void;
  /** Resolves when all that was said is told, as far as the store can be. */
  close(): Promise<void>;
}

export function createReportWriter(deps: ReportWriterDeps): ReportWriter {
  const { register, holder, clock, background, log } = deps;
  const unsaid = new Map<string, EndpointReport>();
  let cancel: (() => void) | undefined;
  let isClosed = false;
  let underway: Promise<boolean> = Promise.resolve(true);
  return {
    say(id, report) {
      unsaid.set(id, report);
      if (!isClosed) cancel ??= clock.after(PAUSE_MS, write);
    },
    forget: (id) => unsaid.delete(id),
    async close() {
      isClosed = true;
      cancel?.();
      await underway;
      await writeAll();
    },
  };

  function write(): void {
    background('report endpoints', async () => {
      underway = writeAll();
      const isSaid = await underway;
      if (isClosed) return;
      cancel = unsaid.size === 0 ? undefined : clock.after(isSaid ? PAUSE_MS : PAUSE_AFTER_FAILURE_MS, write);
    });
  }

  /** What cannot be told stays, unless something newer was said. False when there was such. */
  async function writeAll(): Promise<boolean> {
    const batch = [...unsaid];
    unsaid.clear();
    const told = await Promise.all(batch.map(([id, report]) => isTold(id, report)));
    return told.every(Boolean);
  }

  async function isTold(id: string, report: EndpointReport): Promise<boolean> {
    try {
      await register.report(id, holder, report, clock.now());
      return true;
    } catch (thrown) {
      log.debug(
        { endpoint: report.name },
        `the store was not told of an endpoint: ${toFailure(thrown).message}`,
      );
      if (!unsaid.has(id)) unsaid.set(id, report);
      return false;
    }
  }
}
