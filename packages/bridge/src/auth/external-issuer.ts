import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type RemoteJWKSet } from 'jose';
import { Failure } from '../domain/failure.ts';
import type { Clock } from '../domain/port/clock.ts';
import { heldTo, OWNER, SCOPES, type Principal, type Scope } from '../domain/principal.ts';
import type { VerifyToken } from './bearer-gate.ts';
import { findJwksUrl } from './find-jwks-url.ts';
import { createPatientFetch, issuerUnavailable } from './patient-fetch.ts';

/** Public keys only: a shared secret, or no signature, would let everybody issue tokens. */
const ALGORITHMS = ['RS', 'PS', 'ES'].flatMap((family) => [256, 384, 512].map((bits) => `${family}${bits}`));
const EDWARDS = ['EdDSA', 'Ed25519'];

/** Clocks of two machines that are set by the network. */
const CLOCK_TOLERANCE_S = 5;

/** What one scope of another issuer may stand for: he need not know ours. */
const MCP_SCOPE: readonly Scope[] = ['read', 'chat'];

export interface ExternalIssuerOptions {
  /** As it stands in the tokens. */
  readonly issuer: string;
  /** Whom the tokens must be meant for: one of these. */
  readonly audiences: readonly string[];
  /** Where the keys are; the issuer's metadata tell without it. */
  readonly jwksUrl?: string | undefined;
  /** The subject that is the owner of this bridge. */
  readonly owner?: string | undefined;
  /** What this process may do for anybody: no token gives more. */
  readonly limits: Pick<Principal, 'scopes' | 'allow'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Vouches for the JWTs of another issuer. His keys are fetched with the first token, and anew when he has changed them. */
export function createExternalIssuer(options: ExternalIssuerOptions): VerifyToken {
  const { issuer, audiences, limits, clock, owner } = options;
  const fetchJson = createPatientFetch(clock);
  let keys: Promise<RemoteJWKSet> | undefined;

  return async function verifyExternalToken(token) {
    if (!isJwt(token)) return undefined;
    const payload = await claimsOf(token);
    if (payload?.sub === undefined) return undefined;
    const { sub } = payload;
    const id = sub === owner ? OWNER.id : `ext:${sub}`;
    const principal = heldTo(limits, { id, scopes: scopesOf(payload), allow: [] });
    const client = [payload['client_id'], payload['azp']].find((one) => typeof one === 'string');
    return { principal, ...(client === undefined ? {} : { client }) };
  };

  async function claimsOf(token: string): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtVerify(token, await knownKeys(), {
        issuer,
        audience: [...audiences],
        algorithms: [...ALGORITHMS, ...EDWARDS],
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(clock.now()),
      });
      return payload;
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      if (isFaultOfIssuer(thrown)) throw issuerUnavailable(thrown);
      if (thrown instanceof errors.JOSEError) return undefined;
      throw thrown;
    }
  }

  /** All who come before the keys are there wait for the same ones. */
  async function knownKeys(): Promise<RemoteJWKSet> {
    keys ??= fetchKeys();
    try {
      return await keys;
    } catch (thrown) {
      keys = undefined;
      throw thrown;
    }
  }

  async function fetchKeys(): Promise<RemoteJWKSet> {
    const url = options.jwksUrl ?? (await findJwksUrl(issuer, fetchJson));
    return createRemoteJWKSet(new URL(url), { [customFetch]: fetchJson });
  }
}

/** Three parts: whatever else is a token asks no issuer. */
function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

/** What was fetched is no set of keys. The token is neither good nor bad. */
function isFaultOfIssuer(thrown: unknown): boolean {
  return (
    thrown instanceof errors.JWKSInvalid ||
    thrown instanceof errors.JWKSTimeout ||
    (thrown instanceof errors.JOSEError && thrown.code === errors.JOSEError.code)
  );
}

/** From `scope`, or `scp`, as some issuers call it; in a text or a list. */
function scopesOf({ scope, scp }: JWTPayload): readonly Scope[] {
  const granted = [scope, scp].flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : claim));
  return SCOPES.filter(
    (one) => granted.includes(one) || (granted.includes('mcp') && MCP_SCOPE.includes(one)),
  );
}
