import { NO_METRICS } from '../domain/port/metrics.ts';
import type { Log } from '../domain/port/log.ts';
import { createVisits, type Visits } from './visits.ts';

/** Of a server that nobody watches. */
export function unwatchedVisits(log: Log): Visits {
  return createVisits({
    log,
    metrics: NO_METRICS,
    tracer: undefined,
    addressOf: () => ({ address: '', isProxied: false }),
  });
}
