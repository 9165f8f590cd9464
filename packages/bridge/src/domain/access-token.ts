import type { AllowList } from './allow-list.ts';
import type { Scope } from './principal.ts';

/** A bearer token somebody made for a client. The token itself is shown once and kept nowhere. */
export interface AccessToken {
  /** What it is listed and revoked by; tells nothing of the token. */
  readonly id: string;
  /** For people: which client it was made for. */
  readonly name: string;
  /** SHA-256 of the token, as hex. The token is 256 random bits: nothing slower is needed. */
  readonly hash: string;
  /** Whose token it is: an id of a principal. */
  readonly principal: string;
  readonly scopes: readonly Scope[];
  readonly allow: AllowList;
  readonly createdAt: number;
  /** Milliseconds; without it, until it is revoked. */
  readonly expiresAt?: number;
  /** Milliseconds, to the minute or so. */
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}
