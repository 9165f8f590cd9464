import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../../domain/port/clock.ts';
import type { GrantRecord, GrantStore } from '../../domain/port/grant-store.ts';
import type { Keyring } from '../../domain/port/keyring.ts';
import { browserEpoch } from '../browser-epoch.ts';
import { recordId } from './record-id.ts';
import type { RedirectPolicy } from './redirect-policy.ts';

export interface AdapterOptions {
  readonly grants: GrantStore;
  readonly keyring: Pick<Keyring, 'find' | 'keep'>;
  readonly clock: Pick<Clock, 'now'>;
  /** May have become stricter since a client registered. */
  readonly policy: RedirectPolicy;
  /** How long a client lives that was not granted anything, in milliseconds. */
  readonly unusedClientMs: number;
  /** What a token request fails with that presents what was used at the same moment. */
  readonly replayed: (kind: string, grantId: string | undefined) => Error;
}

/** What falls when a grant is revoked. */
const OF_A_GRANT: readonly string[] = ['AccessToken', 'AuthorizationCode', 'RefreshToken'];

/** No address has braces. */
const ITS_ID = '{id}';

/** What oidc-provider keeps, on the port for it. Errors everywhere: `store_unavailable`. */
export function createAdapterFactory(options: AdapterOptions): AdapterFactory {
  return (kind) => createAdapter(kind, options);
}

function createAdapter(kind: string, options: AdapterOptions): Adapter {
  const { grants, keyring, clock, policy, unusedClientMs, replayed } = options;
  const find = async (id: string) => await grants.find(kind, recordId(kind, id), clock.now());
  return {
    async upsert(id, payload, expiresIn) {
      const lifeMs = expiresIn === undefined ? unusedClientMs : expiresIn * 1_000;
      await grants.put(recordOf(kind, id, payload, clock.now() + lifeMs));
    },
    async find(id) {
      const record = await find(id);
      if (record === undefined) return undefined;
      const payload = payloadOf(record);
      if (kind === 'Session' && !(await isSignedIn(payload))) return undefined;
      if (kind === 'Client' && !isAllowed(payload)) return undefined;
      return { ...withName(payload, id), ...(kind === 'Client' ? {} : { jti: id }) };
    },
    async findByUid(uid) {
      const record = await grants.findByUid(kind, uid, clock.now());
      return record && payloadOf(record);
    },
    // Device flows are off.
    async findByUserCode() {},
    async consume(id) {
      if (await grants.consume(kind, recordId(kind, id), clock.now())) return;
      // Two presented it at once, and nobody knows which of them was meant to have it. What the other one is given a moment later
      // has no grant any more, and is good for nothing.
      const grantId = (await find(id))?.grantId;
      if (grantId !== undefined) await grants.revoke(grantId);
      throw replayed(kind, grantId);
    },
    async destroy(id) {
      await grants.remove(kind, recordId(kind, id));
    },
    async revokeByGrantId(grantId) {
      await grants.revoke(grantId);
    },
  };

  function isAllowed({ redirect_uris: uris = [] }: AdapterPayload): boolean {
    return uris.every((uri) => policy.refuse(uri) === undefined);
  }

  async function isSignedIn({ accountId, acr }: AdapterPayload): Promise<boolean> {
    return accountId === undefined || acr === (await browserEpoch(keyring));
  }
}

function recordOf(kind: string, id: string, payload: AdapterPayload, expiresAt: number): GrantRecord {
  const grantId = kind === 'Grant' ? id : OF_A_GRANT.includes(kind) ? payload.grantId : undefined;
  return {
    kind,
    id: recordId(kind, id),
    ...(kind === 'Session' && payload.uid !== undefined ? { uid: payload.uid } : {}),
    ...(grantId === undefined ? {} : { grantId }),
    data: JSON.stringify({ ...withoutName(withoutCookie(payload), id), jti: undefined }),
    expiresAt,
  };
}

/** An interaction names the session it began in by the very value of its cookie, which nothing needs. */
function withoutCookie(payload: AdapterPayload): AdapterPayload {
  const { session } = payload;
  return session === undefined ? payload : { ...payload, session: { ...session, cookie: '' } };
}

/** An interaction also names the address where it goes on, and with it itself. Whoever finds it knows its id, whoever reads the store must not. */
function withoutName(payload: AdapterPayload, id: string): AdapterPayload {
  const { returnTo } = payload;
  return returnTo === undefined ? payload : { ...payload, returnTo: returnTo.replaceAll(id, ITS_ID) };
}

function withName(payload: AdapterPayload, id: string): AdapterPayload {
  const { returnTo } = payload;
  return returnTo === undefined ? payload : { ...payload, returnTo: returnTo.replaceAll(ITS_ID, id) };
}

function payloadOf({ data, consumedAt }: GrantRecord): AdapterPayload {
  const payload: AdapterPayload = JSON.parse(data);
  return consumedAt === undefined ? payload : { ...payload, consumed: Math.floor(consumedAt / 1_000) };
}
