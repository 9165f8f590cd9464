import type { GrantRecord, GrantStore } from '../../domain/port/grant-store.ts';

/** What a person allowed a client, once. Everything that comes of it lives no longer than this. */
export interface Consent {
  readonly grantId: string;
  readonly principal: string;
  readonly clientId: string;
  /** What the client calls itself. */
  readonly clientName?: string;
  /** Names of instances that were ticked; an empty list, where there were none to tick, stands for all. */
  readonly instances: readonly string[];
  /** Milliseconds. */
  readonly at: number;
}

const KIND = 'Consent';

/** Errors everywhere: `store_unavailable`. */
export async function keepConsent(grants: GrantStore, consent: Consent, expiresAt: number): Promise<void> {
  const { grantId, ...rest } = consent;
  await grants.put({ kind: KIND, id: grantId, grantId, data: JSON.stringify(rest), expiresAt });
}

/** Undefined once it was revoked or is over. */
export async function findConsent(
  grants: GrantStore,
  grantId: string,
  now: number,
): Promise<Consent | undefined> {
  const record = await grants.find(KIND, grantId, now);
  return record && consentOf(record);
}

function consentOf({ id, data }: GrantRecord): Consent {
  const rest: Omit<Consent, 'grantId'> = JSON.parse(data);
  return { ...rest, grantId: id };
}
