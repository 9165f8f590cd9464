import { unknownAccessToken, type AccessToken } from '../domain/access-token.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { Clock } from '../domain/port/clock.ts';

/**
 * From then on the token lets nobody in, at any process. Resolves with the token; revoking it again changes nothing.
 * Errors: `unknown_token`, `store_unavailable`.
 */
export type RevokeAccessToken = (id: string) => Promise<AccessToken>;

export interface RevokeAccessTokenDeps {
  readonly store: Pick<AccessTokenStore, 'list' | 'revoke'>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createRevokeAccessToken({ store, clock }: RevokeAccessTokenDeps): RevokeAccessToken {
  return async function revokeAccessToken(id) {
    await store.revoke(id, clock.now());
    const token = (await store.list()).find((one) => one.id === id);
    if (token === undefined) throw unknownAccessToken(id);
    return token;
  };
}
