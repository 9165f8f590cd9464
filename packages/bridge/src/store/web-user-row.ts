import type { Invite, WebSession, WebUser } from '../domain/web-user.ts';
import { fold } from './fold.ts';
import { given, number, text, type Row } from './row.ts';
import { storable } from './storable.ts';

export const WEB_USER_COLUMNS = 'id, name, created_at, revoked_at, last_seen_at';
export const PASS_COLUMNS = 'hash, person, created_at, expires_at';

export interface WebUserRow {
  readonly id: string;
  readonly name: string;
  /** What no two who are welcome have. */
  readonly folded: string;
  readonly created_at: number;
  readonly revoked_at: number | null;
  readonly last_seen_at: number | null;
}

/** An invite or a session. */
export interface PassRow {
  readonly hash: string;
  readonly person: string;
  readonly created_at: number;
  readonly expires_at: number;
}

export function webUserRowOf(user: WebUser): WebUserRow {
  return {
    id: storable(user.id),
    name: storable(user.name),
    folded: fold(user.name),
    created_at: user.createdAt,
    revoked_at: user.revokedAt ?? null,
    last_seen_at: user.lastSeenAt ?? null,
  };
}

export function passRowOf({ hash, user, createdAt, expiresAt }: Invite | WebSession): PassRow {
  return { hash: storable(hash), person: storable(user), created_at: createdAt, expires_at: expiresAt };
}

export function webUserFrom(row: Row): WebUser {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    createdAt: number(row, 'created_at'),
    ...given(row, 'revoked_at', (at) => ({ revokedAt: Number(at) })),
    ...given(row, 'last_seen_at', (at) => ({ lastSeenAt: Number(at) })),
  };
}

export function sessionFrom(row: Row): WebSession {
  return {
    hash: text(row, 'hash'),
    user: text(row, 'person'),
    createdAt: number(row, 'created_at'),
    expiresAt: number(row, 'expires_at'),
  };
}
