import { createHmac } from 'node:crypto';
import { SECRET_PREFIX } from '../domain/webhook-secret.ts';

export interface Signable {
  /** Stays the same when a notice is repeated. */
  readonly id: string;
  /** Milliseconds since 1970: of this attempt, so that a receiver can refuse what is old. */
  readonly now: number;
  readonly body: string;
}

/** The headers of the Standard Webhooks specification, 1.0: https://www.standardwebhooks.com */
export function signatureHeaders({ id, now, body }: Signable, secret: string) {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', keyIn(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** Behind the prefix is a key in base64; a secret without it is the key as it is. */
function keyIn(secret: string): Buffer {
  return secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
