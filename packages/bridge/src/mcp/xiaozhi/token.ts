import * as z from 'zod';

/** What a token of the maker's cloud says of itself. Nobody has verified it: only the cloud can. */
export interface CloudToken {
  readonly agentId: number;
  readonly userId: number;
  /** `mcp-endpoint` for what we need. */
  readonly purpose: string;
  /** Milliseconds since 1970; without it, the token does not end. */
  readonly expiresAt?: number;
}

const CLAIMS = z.object({
  agentId: z.number(),
  userId: z.number(),
  purpose: z.string(),
  exp: z.number().optional(),
});

/** The token in an endpoint's URL, as it stands there: never decoded, so that it can be found again in any text. */
export function tokenIn(url: string): string | undefined {
  return /[?&]token=([^&#]+)/.exec(url)?.[1];
}

/** Whatever of an endpoint's URL must be seen by nobody: all of it, and its token in each spelling. */
export function secretsIn(url: string): readonly string[] {
  const token = tokenIn(url);
  if (token === undefined) return [url];
  const meant = decoded(token);
  // As a form it is read otherwise: a plus is a space there.
  const spellings = [token, meant, decoded(token.replaceAll('+', ' ')), encodeURIComponent(meant)];
  return [url, ...new Set(spellings)];
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

/** Reads the token in an endpoint's URL. Undefined where it tells nothing: a server of one's own encrypts it. */
export function readToken(url: string): CloudToken | undefined {
  const claims = CLAIMS.safeParse(payloadOf(tokenIn(url) ?? ''));
  if (!claims.success) return undefined;
  const { exp, ...rest } = claims.data;
  return { ...rest, ...(exp === undefined ? {} : { expiresAt: exp * 1000 }) };
}

/** The middle one of the three parts of a JSON Web Token. */
function payloadOf(token: string): unknown {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return undefined;
  }
}
