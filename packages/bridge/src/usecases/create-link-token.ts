import type { AccessToken } from '../domain/access-token.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
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

/** Whom a token of a link stands for: nobody who could be a person. */
function principalOf(link: string): string {
  return `link:${link}`;
}

/** Makes the token by which a channel plugin gets in: good for its own socket and nothing else. Errors: `store_unavailable`. */
export function createCreateLinkToken(
  deps: CreateLinkTokenDeps,
): (link: string) => Promise<CreatedLinkToken> {
  const { store, clock, newId, newSecret, hash } = deps;
  return async function createLinkToken(link) {
    const secret = newSecret();
    const principal = principalOf(link);
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

/** Makes every token of a link useless; resolves with how many there were. Errors: `store_unavailable`. */
export async function revokeLinkTokens(
  store: Pick<AccessTokenStore, 'list' | 'revoke'>,
  link: string,
  now: number,
): Promise<number> {
  const mine = (await store.list()).filter(({ principal }) => principal === principalOf(link));
  let revoked = 0;
  for (const { id, revokedAt } of mine)
    if (revokedAt === undefined && (await store.revoke(id, now))) revoked += 1;
  return revoked;
}
