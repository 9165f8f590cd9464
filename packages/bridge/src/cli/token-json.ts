import type { ListedAccessToken } from '../usecases/list-access-tokens.ts';
import { isoTime } from '../domain/iso-time.ts';

/** A token as `--json` prints it, without what could be used. Times are ISO strings; the shape is stable. */
export function tokenJson(token: Omit<ListedAccessToken, 'hash'>) {
  const { instances, channels, agents, sessionPrefixes } = token.allow;
  return {
    id: token.id,
    name: token.name,
    state: token.state,
    principal: token.principal,
    scopes: token.scopes,
    only: { instances, channels, agents, sessions: sessionPrefixes },
    createdAt: isoTime(token.createdAt),
    expiresAt: timeOf(token.expiresAt),
    lastUsedAt: timeOf(token.lastUsedAt),
    revokedAt: timeOf(token.revokedAt),
  };
}

function timeOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : isoTime(at);
}
