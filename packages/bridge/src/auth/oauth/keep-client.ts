import type { Clock } from '../../domain/port/clock.ts';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import type { Lifetimes } from './lifetimes.ts';

export interface KeepClientDeps {
  readonly grants: GrantStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly lifetimes: Pick<Lifetimes, 'usedClient'>;
}

/** Once a day is often enough. */
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Lets a client live on that registered itself and was given tokens. One that is configured, or has an address for an id, is
 * kept nowhere. Errors: `store_unavailable`.
 */
export async function keepClient(
  clientId: string,
  { grants, clock, lifetimes }: KeepClientDeps,
): Promise<void> {
  const now = clock.now();
  const record = await grants.find('Client', clientId, now);
  if (record?.expiresAt === undefined) return;
  const expiresAt = now + lifetimes.usedClient * 1_000;
  if (record.expiresAt < expiresAt - DAY_MS) await grants.put({ ...record, expiresAt });
}
