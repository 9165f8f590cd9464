import type { AccessToken } from '../domain/access-token.ts';
import type { AllowList } from '../domain/allow-list.ts';
import type { Scope } from '../domain/principal.ts';
import { given, number, text, type Row } from './row.ts';
import { storable, storableJson } from './storable.ts';

export const ACCESS_TOKEN_COLUMNS =
  'id, hash, name, principal, scopes, allow, created_at, expires_at, last_used_at, revoked_at';

/** How a token is stored. */
export interface AccessTokenRow {
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  readonly principal: string;
  /** JSON. */
  readonly scopes: string;
  /** JSON. */
  readonly allow: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
}

export function accessTokenRowOf(token: AccessToken): AccessTokenRow {
  return {
    id: storable(token.id),
    hash: storable(token.hash),
    name: storable(token.name),
    principal: storable(token.principal),
    scopes: JSON.stringify(token.scopes),
    allow: storableJson(token.allow),
    created_at: token.createdAt,
    expires_at: token.expiresAt ?? null,
    last_used_at: token.lastUsedAt ?? null,
    revoked_at: token.revokedAt ?? null,
  };
}

export function accessTokenFrom(row: Row): AccessToken {
  return {
    id: text(row, 'id'),
    hash: text(row, 'hash'),
    name: text(row, 'name'),
    principal: text(row, 'principal'),
    scopes: JSON.parse(text(row, 'scopes')) as readonly Scope[],
    allow: JSON.parse(text(row, 'allow')) as AllowList,
    createdAt: number(row, 'created_at'),
    ...given(row, 'expires_at', (at) => ({ expiresAt: Number(at) })),
    ...given(row, 'last_used_at', (at) => ({ lastUsedAt: Number(at) })),
    ...given(row, 'revoked_at', (at) => ({ revokedAt: Number(at) })),
  };
}
