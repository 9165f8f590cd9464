import type { Clock } from '../../domain/port/clock.ts';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import { readClientMetadata, type ClientMetadata } from './client-metadata.ts';
import { networkOf } from '../network-of.ts';
import type { Pace } from '../pace.ts';
import type { RedirectPolicy } from './redirect-policy.ts';

export interface RegisterDeps {
  readonly grants: GrantStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly pace: Pace;
  readonly policy: RedirectPolicy;
  /** How many clients there may be at a time. */
  readonly mostClients: number;
}

/** Why a client may not register, as the answer to its request. */
export interface RegistrationRefusal {
  readonly status: number;
  readonly body: { readonly error: string; readonly error_description: string };
  readonly retryAfterS?: number;
}

/** What of a client may be kept, or why it may not register. */
type CheckedRegistration = { readonly metadata: ClientMetadata } | { readonly refusal: RegistrationRefusal };

/** For long enough that a flood does not pay, and people who are held up by one can try again the same day. */
const FULL_RETRY_S = 60 * 60;

/**
 * Looks at a client that wants to register before anything is kept of it: anybody may try, so there is a pace, and a limit.
 * Errors: `store_unavailable`.
 */
export async function checkRegistration(
  body: Buffer,
  address: string,
  { grants, clock, pace, policy, mostClients }: RegisterDeps,
): Promise<CheckedRegistration> {
  const retryAfterS = pace.take(networkOf(address));
  if (retryAfterS > 0)
    return { refusal: later(429, 'Too many clients register from this network.', retryAfterS) };
  const read = readClientMetadata(parse(body), policy);
  if ('fault' in read) return { refusal: { status: 400, body: read.fault } };
  if ((await grants.count('Client', clock.now())) >= mostClients)
    return { refusal: later(503, 'There are too many clients.', FULL_RETRY_S) };
  return read;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function later(status: number, description: string, retryAfterS: number): RegistrationRefusal {
  return {
    status,
    body: { error: 'temporarily_unavailable', error_description: description },
    retryAfterS,
  };
}
