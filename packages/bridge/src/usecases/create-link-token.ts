import type { AccessToken } from '../domain/access-token.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
import { linkPrincipal } from '../domain/link.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { CreateAccessTokenDeps } from './create-access-token.ts';

export interface CreatedLinkToken {
  /** What the channel plugin shows. It is kept nowhere. */
  readonly secret: string;
  /** It went nowhere: nobody may use it. */
  takeBack(): Promise<void>;
  /** It is in use: those made earlier for this link let nobody in any more. */
  replaceOthers(): Promise<void>;
}

export interface CreateLinkTokenDeps extends Omit<CreateAccessTokenDeps, 'store'> {
  readonly store: Pick<AccessTokenStore, 'add' | 'list' | 'revoke'>;
}

/** Makes the token by which a channel plugin gets in: good for its own socket and nothing else. Errors: `store_unavailable`. */
export function createCreateLinkToken(
  deps: CreateLinkTokenDeps,
): (link: string) => Promise<CreatedLinkToken> {
  const { store, clock, newId, newSecret, hash } = deps;
  return async function createLinkToken(link) {
    const secret = newSecret();
    const principal = linkPrincipal(link);
    const token: AccessToken = {
      id: newId(),
      name: `OpenClaw channel ${link}`,
      hash: hash(secret),
      principal,
      scopes: [],
      allow: EVERYTHING,
      createdAt: clock.now(),
    };
    await store.add(token);
    return {
      secret,
      takeBack: async () => void (await store.revoke(token.id, clock.now())),
      async replaceOthers() {
        const others = (await store.list()).filter(
          (one) => one.principal === principal && one.id !== token.id,
        );
        for (const { id, revokedAt } of others)
          if (revokedAt === undefined) await store.revoke(id, clock.now());
      },
    };
  };
}
