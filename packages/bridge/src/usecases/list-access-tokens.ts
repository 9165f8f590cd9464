import { stateOf, type AccessToken, type AccessTokenState } from '../domain/access-token.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { Clock } from '../domain/port/clock.ts';

/** A token as it is now. */
export interface ListedAccessToken extends AccessToken {
  readonly state: AccessTokenState;
}

/** All tokens there ever were, newest first. Errors: `store_unavailable`. */
export type ListAccessTokens = () => Promise<readonly ListedAccessToken[]>;

export interface ListAccessTokensDeps {
  readonly store: Pick<AccessTokenStore, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createListAccessTokens({ store, clock }: ListAccessTokensDeps): ListAccessTokens {
  return async function listAccessTokens() {
    const tokens = await store.list();
    return tokens.map((token) => ({ ...token, state: stateOf(token, clock.now()) }));
  };
}
