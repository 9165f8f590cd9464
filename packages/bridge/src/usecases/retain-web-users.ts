import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import type { Background } from './background.ts';
import { sweepEvery } from './sweep.ts';

const EVERY_MS = 60 * 60 * 1000;

export interface RetainWebUsersDeps {
  readonly webUsers: Pick<WebUserStore, 'prune'>;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
}

/** Deletes invites and sessions that have expired, now and every hour. Returns how to stop. */
export function retainWebUsers({ webUsers, clock, background, log }: RetainWebUsersDeps): () => void {
  return sweepEvery(EVERY_MS, clock, () => {
    background('delete expired sessions', async () => {
      const deleted = await webUsers.prune(clock.now());
      if (deleted > 0) log.debug({ deleted }, 'deleted expired invites and sessions');
    });
  });
}
