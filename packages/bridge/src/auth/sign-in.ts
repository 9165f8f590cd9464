import type { Clock } from '../domain/port/clock.ts';
import type { Keyring } from '../domain/port/keyring.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import { networkOf } from './network-of.ts';
import { createOwnerPassword } from './owner-password.ts';

export interface SignInAttempt {
  readonly password: string;
  /** The IP address it comes from. Behind a proxy that of the client: else one stranger would hold up everybody. */
  readonly address: string;
}

/**
 * `wrong_password`, and `retryAfterS` tells whether the next attempt has to wait; `too_many`: it was not even looked at;
 * `busy`: many try at this moment; `no_password`: the owner has set none.
 */
export type SignInRefusal = 'wrong_password' | 'too_many' | 'busy' | 'no_password';

export type SignInResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly refused: SignInRefusal; readonly retryAfterS: number };

/** Errors: `store_unavailable`. */
export type SignIn = (attempt: SignInAttempt) => Promise<SignInResult>;

/** For how long who meets a crowd is sent away. */
const BUSY_S = 5;

/** Lets in whoever knows the owner's password, and makes guessing it hopeless. */
export function createSignIn({
  keyring,
  clock,
}: {
  readonly keyring: Keyring;
  readonly clock: Pick<Clock, 'now'>;
}): SignIn {
  const password = createOwnerPassword({ keyring });
  const limit = createAttemptLimit({ clock });
  return async (attempt) => {
    const network = networkOf(attempt.address);
    const pauseMs = limit.pauseMs(network);
    if (pauseMs > 0) return refused('too_many', pauseMs);
    limit.begun(network);
    const check = await password.check(attempt.password).catch((thrown: unknown) => {
      limit.withdrawn(network);
      throw thrown;
    });
    if (check === 'wrong') return refused('wrong_password', limit.pauseMs(network));
    if (check === 'right') {
      limit.succeeded(network);
      return { ok: true };
    }
    limit.withdrawn(network);
    return check === 'busy' ? refused('busy', BUSY_S * 1_000) : refused('no_password', 0);
  };
}

function refused(why: SignInRefusal, pauseMs: number): SignInResult {
  return { ok: false, refused: why, retryAfterS: Math.ceil(pauseMs / 1_000) };
}
