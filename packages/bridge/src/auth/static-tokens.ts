import { isAccessToken, stateOf, type AccessToken } from '../domain/access-token.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { Clock } from '../domain/port/clock.ts';
import { heldTo, type Principal } from '../domain/principal.ts';
import type { Background } from '../usecases/background.ts';
import type { VerifyToken } from './bearer-gate.ts';
import { tokenHash } from './token-secret.ts';

/** When a token was last used matters to the minute; a write for every call would not be worth it. */
const NOTED_EVERY_MS = 60_000;

export interface StaticTokensOptions {
  readonly store: Pick<AccessTokenStore, 'findByHash' | 'used'>;
  /** What this process may do for anybody: no token gives more. */
  readonly limits: Pick<Principal, 'scopes' | 'allow'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly background: Background;
}

/**
 * Vouches for the tokens somebody made with `clawbridge token create`. Looked up each time: a token that was revoked lets
 * nobody in from then on, at any process.
 */
export function createStaticTokens({ store, limits, clock, background }: StaticTokensOptions): VerifyToken {
  const noted = new Map<string, number>();

  return async function verifyStaticToken(secret) {
    if (!isAccessToken(secret)) return undefined;
    const token = await store.findByHash(tokenHash(secret));
    const now = clock.now();
    if (token === undefined || stateOf(token, now) !== 'active') return undefined;
    noteUse(token, now);
    const { id, principal, scopes, allow } = token;
    return { principal: heldTo(limits, { id: principal, scopes, allow: [allow] }), client: id };
  };

  function noteUse({ id, lastUsedAt = 0 }: AccessToken, now: number): void {
    if (now - Math.max(lastUsedAt, noted.get(id) ?? 0) < NOTED_EVERY_MS) return;
    noted.set(id, now);
    background('note the use of a token', () => store.used(id, now));
  }
}
