import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const USER_ID_CHARS = 12;

/** What stands in a cookie, or in the link of an invite. */
export function newWebSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** As the store knows it. 256 random bits need nothing slower. */
export function webHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** 60 random bits. OpenClaw writes it in lower case everywhere. */
export function newWebUserId(): string {
  return Array.from(randomBytes(USER_ID_CHARS), (byte) => BASE32[byte % BASE32.length]).join('');
}
