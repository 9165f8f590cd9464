import type { AllowList } from './allow-list.ts';
import { Failure } from './failure.ts';
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

/** What every token begins with: scanners for secrets know it by that, and so does our own redactor. */
export const TOKEN_PREFIX = 'cbt_';

/** The rest: 256 bits as base64url. */
const TOKEN_SHAPE = `${TOKEN_PREFIX}[\\w-]{43}`;
const ONE_TOKEN = new RegExp(`^${TOKEN_SHAPE}$`);

/** Finds tokens wherever they stand. */
export const TOKENS_IN_TEXT = new RegExp(TOKEN_SHAPE, 'g');

/** True for what looks like a token of ours. */
export function isAccessToken(text: string): boolean {
  return ONE_TOKEN.test(text);
}

export type AccessTokenState = 'active' | 'expired' | 'revoked';

/** Only an active token lets anybody in. */
export function stateOf({ revokedAt, expiresAt }: AccessToken, now: number): AccessTokenState {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active';
}

export function unknownAccessToken(id: string): Failure {
  return new Failure('unknown_token', `There is no token ${id}.`, {
    hint: '`clawbridge token list` shows their ids.',
  });
}
