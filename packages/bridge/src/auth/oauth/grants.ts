import { Failure } from '../../domain/failure.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import { findConsent, findRenewal, listConsents, type LastingConsent } from './consent.ts';

/** What a client was granted by a person who signed in. */
export interface ListedGrant extends Omit<LastingConsent, 'grantId'> {
  /** What it is listed and revoked by; lets nobody in. */
  readonly id: string;
  /** When the client was given tokens last, in milliseconds. */
  readonly lastRenewedAt?: number;
}

export interface GrantsDeps {
  readonly grants: GrantStore;
  readonly clock: Pick<Clock, 'now'>;
}

/** Somebody decided on each of them, within a year. */
const MOST = 1_000;

/** What clients have that were let in by signing in, the newest first. Errors: `store_unavailable`. */
export async function listGrants({ grants, clock }: GrantsDeps): Promise<readonly ListedGrant[]> {
  const now = clock.now();
  const consents = await listConsents(grants, now, MOST);
  return await Promise.all(
    consents.map(async ({ grantId, ...rest }) => {
      const lastRenewedAt = await findRenewal(grants, grantId, now);
      return { id: grantId, ...rest, ...(lastRenewedAt === undefined ? {} : { lastRenewedAt }) };
    }),
  );
}

/**
 * Takes everything of one grant back: consent, codes and tokens. Every node asks the store at each call, so that it is over
 * everywhere at once. Errors: `unknown_grant`, `store_unavailable`.
 */
export async function revokeGrant(id: string, { grants, clock }: GrantsDeps): Promise<void> {
  if ((await findConsent(grants, id, clock.now())) === undefined) throw unknownGrant(id);
  await grants.revoke(id);
}

export function unknownGrant(id: string): Failure {
  return new Failure('unknown_grant', `There is no grant ${id}.`, {
    hint: '`clawbridge grants list` shows those there are; what was revoked or is over is gone.',
  });
}
