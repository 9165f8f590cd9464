import type { Clock } from '../../domain/port/clock.ts';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import { SCOPES, type Scope } from '../../domain/principal.ts';
import { isRecord } from './client-metadata.ts';
import { findConsent } from './consent.ts';
import { recordId } from './record-id.ts';

/** What an access token stands for. */
export interface VerifiedToken {
  readonly principalId: string;
  readonly scopes: readonly Scope[];
  /** Names of instances; an empty list stands for all. */
  readonly instances: readonly string[];
  readonly clientId: string;
  /** Milliseconds. */
  readonly expiresAt: number;
}

/** 256 random bits. What looks otherwise is no token of ours, and not worth a look into the store. */
const LOOKS_RIGHT = /^[\w-]{43}$/;

/**
 * Looks a token up at each call, so that what was revoked anywhere is over everywhere. Undefined for one that is unknown,
 * over, revoked or for another resource. Errors: `store_unavailable`.
 */
export async function verifyToken(
  token: string,
  {
    grants,
    clock,
    resource,
  }: { readonly grants: GrantStore; readonly clock: Pick<Clock, 'now'>; readonly resource: string },
): Promise<VerifiedToken | undefined> {
  if (!LOOKS_RIGHT.test(token)) return undefined;
  const now = clock.now();
  const record = await grants.find('AccessToken', recordId('AccessToken', token), now);
  if (record?.grantId === undefined || record.expiresAt === undefined) return undefined;
  const payload: unknown = JSON.parse(record.data);
  if (!isRecord(payload) || payload['aud'] !== resource) return undefined;
  // A token may be stored a moment after its grant was revoked; without its grant it is nothing.
  const consent = await findConsent(grants, record.grantId, now);
  if (consent === undefined || payload['clientId'] !== consent.clientId) return undefined;
  const words = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
  return {
    principalId: consent.principal,
    scopes: SCOPES.filter((scope) => words.includes(scope)),
    instances: consent.instances,
    clientId: consent.clientId,
    expiresAt: record.expiresAt,
  };
}
