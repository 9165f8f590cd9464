import type { Clock } from '../domain/port/clock.ts';
import type { EndpointRegister } from '../domain/port/endpoint-register.ts';
import type { Log } from '../domain/port/log.ts';
import type { Background } from './background.ts';
import { sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

/** An endpoint that was away for a holiday is still listed. */
const KEEP_MS = 30 * 24 * 60 * 60 * 1000;

export interface RetainEndpointsDeps {
  readonly endpoints: EndpointRegister;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
}

/** Forgets endpoints nobody has dialled for a month, now and every hour. Returns how to stop. */
export function retainEndpoints({ endpoints, clock, background, log }: RetainEndpointsDeps): () => void {
  return sweepEvery(EVERY_MS, clock, () => {
    background('forget old endpoints', async () => {
      const deleted = await endpoints.prune(clock.now() - KEEP_MS);
      if (deleted > 0) log.info({ deleted }, 'forgot old endpoints');
    });
  });
}
