import { randomBytes } from 'node:crypto';
import type { GrantRecord, GrantStore } from '../../domain/port/grant-store.ts';
import type { Scope } from '../../domain/principal.ts';

/** What a person allowed a client, once. Everything that comes of it lives no longer than this. */
export interface Consent {
  readonly grantId: string;
  readonly principal: string;
  readonly clientId: string;
  /** What the client calls itself. */
  readonly clientName?: string;
  readonly scopes: readonly Scope[];
  /** Names of instances that were ticked; an empty list, where there were none to tick, stands for all. */
  readonly instances: readonly string[];
  /** Milliseconds. */
  readonly at: number;
}

/** A consent that is still good. */
export interface LastingConsent extends Consent {
  /** Milliseconds. */
  readonly expiresAt?: number;
}

const KIND = 'Consent';
/** Apart from the consent: whoever wrote that anew would bring back what is revoked at the same moment. */
const RENEWAL = 'Renewal';

/** Two people never get the same; short enough to be read. */
const ID_BYTES = 12;

/** Lets nobody in: it stands in the audit log, and a person types how it begins. */
export function newGrantId(): string {
  return `gra_${randomBytes(ID_BYTES).toString('hex')}`;
}

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

/** At most `limit`, the newest first. */
export async function listConsents(
  grants: Pick<GrantStore, 'list'>,
  now: number,
  limit: number,
): Promise<readonly LastingConsent[]> {
  const records = await grants.list(KIND, now, limit);
  return records.map(consentOf).toSorted((one, other) => other.at - one.at);
}

/** The client was given tokens. */
export async function noteRenewal(
  grants: Pick<GrantStore, 'put'>,
  grantId: string,
  now: number,
  expiresAt: number,
): Promise<void> {
  await grants.put({ kind: RENEWAL, id: grantId, grantId, data: JSON.stringify(now), expiresAt });
}

/** When the client was given tokens last, in milliseconds; undefined when it never was. */
export async function findRenewal(
  grants: Pick<GrantStore, 'find'>,
  grantId: string,
  now: number,
): Promise<number | undefined> {
  const record = await grants.find(RENEWAL, grantId, now);
  return record && Number(record.data);
}

function consentOf({ id, data, expiresAt }: GrantRecord): LastingConsent {
  const rest: Omit<Consent, 'grantId'> = JSON.parse(data);
  return { ...rest, grantId: id, ...(expiresAt === undefined ? {} : { expiresAt }) };
}
