import type { AccessToken } from '../access-token.ts';
import type { AccessTokenStore } from './access-token-store.ts';

/** Keeps tokens in memory. */
export function createTokenShelf(tokens: readonly AccessToken[] = []): AccessTokenStore {
  const kept = new Map(tokens.map((token) => [token.id, token]));
  return {
    async add(token) {
      kept.set(token.id, token);
    },
    async findByHash(hash) {
      return [...kept.values()].find((token) => token.hash === hash);
    },
    async list() {
      return [...kept.values()].toReversed();
    },
    async revoke(id, revokedAt) {
      const token = kept.get(id);
      if (token === undefined || token.revokedAt !== undefined) return false;
      kept.set(id, { ...token, revokedAt });
      return true;
    },
    async used(id, lastUsedAt) {
      const token = kept.get(id);
      if (token !== undefined) kept.set(id, { ...token, lastUsedAt });
    },
  };
}
