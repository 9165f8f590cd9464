import { linkPrincipal } from '../domain/link.ts';
import type { AccessTokenStore } from '../domain/port/access-token-store.ts';

/** Makes every token of a link useless; resolves with how many there were. Errors: `store_unavailable`. */
export async function revokeLinkTokens(
  store: Pick<AccessTokenStore, 'list' | 'revoke'>,
  link: string,
  now: number,
): Promise<number> {
  const mine = (await store.list()).filter(({ principal }) => principal === linkPrincipal(link));
  let revoked = 0;
  for (const { id, revokedAt } of mine)
    if (revokedAt === undefined && (await store.revoke(id, now))) revoked += 1;
  return revoked;
}
