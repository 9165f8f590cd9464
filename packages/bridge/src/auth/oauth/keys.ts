import { generateKeyPairSync, randomBytes, createHmac } from 'node:crypto';
import type { JWKS } from 'oidc-provider';
import type { Keyring } from '../../domain/port/keyring.ts';
import { isSameSecret } from '../same-secret.ts';

export interface Keys {
  /** What is published; nothing is signed with it as long as all tokens are opaque. */
  readonly jwks: JWKS;
  /** Signs cookies, so that a visitor cannot make up any. */
  readonly cookieKey: string;
  /** A token that only pages of this one sign-in have. */
  csrfToken(interaction: string): string;
  isCsrfToken(interaction: string, token: string): boolean;
}

/** The keys all nodes share; the first one makes them. Errors: `store_unavailable`. */
export async function loadKeys(keyring: Keyring): Promise<Keys> {
  const jwks: JWKS = JSON.parse(await kept(keyring, 'oauth-signing-keys', newSigningKeys));
  const cookieKey = await kept(keyring, 'oauth-cookie-key', newSecret);
  const csrfKey = createHmac('sha256', cookieKey).update('csrf').digest();
  const csrfToken = (interaction: string) =>
    createHmac('sha256', csrfKey).update(interaction).digest('base64url');
  return {
    jwks,
    cookieKey,
    csrfToken,
    isCsrfToken: (interaction, token) => isSameSecret(csrfToken(interaction), token),
  };
}

async function kept(keyring: Keyring, name: string, make: () => string): Promise<string> {
  return (await keyring.find(name)) ?? (await keyring.keep(name, make()));
}

function newSigningKeys(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify({ keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] });
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
