import { createHash, randomBytes } from 'node:crypto';
import { TOKEN_PREFIX } from '../domain/access-token.ts';

const SECRET_BYTES = 32;

/** Long enough for as many tokens as anybody makes; short enough to be typed. */
const ID_BYTES = 6;

/** A new access token. */
export function newTokenSecret(): string {
  return TOKEN_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}

/** What a new token is listed and revoked by. */
export function newTokenId(): string {
  return `tok_${randomBytes(ID_BYTES).toString('hex')}`;
}

/** As the store knows a token. */
export function tokenHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
