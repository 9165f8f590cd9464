import type { AccessTokenStore } from '../domain/port/access-token-store.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { GrantStore } from '../domain/port/grant-store.ts';
import type { Keyring } from '../domain/port/keyring.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { OWNER_USER } from '../domain/web-user.ts';
import { beginBrowserEpoch } from './browser-epoch.ts';

/** What the authorization server keeps for a browser: who is signed in there, and what is being asked of him. */
const OF_BROWSERS = ['Session', 'Interaction'] as const;
/** What it keeps for clients. Who they are stays: they may ask again. */
const OF_CLIENTS = [
  'Consent',
  'Renewal',
  'Grant',
  'AuthorizationCode',
  'RefreshToken',
  'AccessToken',
] as const;

/** From now on nobody is signed in as the owner with a browser. Errors: `store_unavailable`. */
export async function signOutBrowsers({
  grants,
  keyring,
  webUsers,
}: {
  readonly grants: Pick<GrantStore, 'removeKind'>;
  readonly keyring: Pick<Keyring, 'replace'>;
  readonly webUsers: Pick<WebUserStore, 'endSessions'>;
}): Promise<void> {
  await beginBrowserEpoch(keyring);
  await webUsers.endSessions(OWNER_USER.id);
  for (const kind of OF_BROWSERS) await grants.removeKind(kind);
}

/** Takes back all that clients were granted, and every access token. Errors: `store_unavailable`. */
export async function revokeClients({
  grants,
  accessTokens,
  clock,
}: {
  readonly grants: Pick<GrantStore, 'removeKind'>;
  readonly accessTokens: Pick<AccessTokenStore, 'list' | 'revoke'>;
  readonly clock: Pick<Clock, 'now'>;
}): Promise<void> {
  for (const kind of OF_CLIENTS) await grants.removeKind(kind);
  for (const { id } of await accessTokens.list()) await accessTokens.revoke(id, clock.now());
}
