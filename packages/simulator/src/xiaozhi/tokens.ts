import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { parseObject, type Wire } from './json-rpc.ts';

/** A year, as the cloud's tokens have it. Seconds. */
const LIFETIME = 31_557_600;

/** What a token of the cloud says. Times are seconds since 1970. */
export interface CloudClaims {
  readonly userId: number;
  readonly agentId: number;
  readonly endpointId: string;
  readonly purpose: string;
  readonly iat: number;
  /** Some tokens have none. */
  readonly exp?: number;
}

/** What a token of the cloud says of an agent, if it is made now. */
export function cloudClaims(agentId: number): CloudClaims {
  const iat = Math.floor(Date.now() / 1000);
  const endpointId = `agent_${agentId}`;
  return { userId: 1, agentId, endpointId, purpose: 'mcp-endpoint', iat, exp: iat + LIFETIME };
}

/** A token as the cloud gives it to people. Its signature is noise: nobody here has the key. */
export function cloudToken(claims: CloudClaims): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = randomBytes(64).toString('base64url');
  return `${part({ alg: 'ES256', typ: 'JWT' })}.${part(claims)}.${signature}`;
}

/** What a token says; undefined if it is none. Looks at no signature. */
export function readCloudToken(token: string): Wire | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  return parseObject(Buffer.from(payload, 'base64url').toString());
}

/** Encrypts a text as a server of one's own does: Base64 of AES-ECB. In a URL it needs escapes. */
export function selfhostedToken(serverKey: string, text: string): string {
  const key = keyBytes(serverKey);
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** What was encrypted; undefined if it was not with this key. */
export function readSelfhostedToken(serverKey: string, token: string): string | undefined {
  const key = keyBytes(serverKey);
  const cipher = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null);
  try {
    return Buffer.concat([cipher.update(token, 'base64'), cipher.final()]).toString();
  } catch {
    return undefined;
  }
}

/** The key as it is if it has a length AES knows, else cut or filled with zeros to 32 bytes. */
function keyBytes(serverKey: string): Buffer {
  const bytes = Buffer.from(serverKey);
  if ([16, 24, 32].includes(bytes.length)) return bytes;
  return Buffer.concat([bytes, Buffer.alloc(32)]).subarray(0, 32);
}
