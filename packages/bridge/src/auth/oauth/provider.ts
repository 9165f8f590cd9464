import type {
  ClientMetadata as ProviderClient,
  Configuration,
  KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import type { Clock } from '../../domain/port/clock.ts';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import type { Keyring } from '../../domain/port/keyring.ts';
import type { Log } from '../../domain/port/log.ts';
import { SCOPES, type Principal } from '../../domain/principal.ts';
import { PAGE_HEADERS } from '../pages/headers.ts';
import { pickLocale } from '../pages/locale.ts';
import { createAdapterFactory } from './adapter.ts';
import type { Addresses } from './addresses.ts';
import { createDocumentFetch, MAX_DOCUMENT_BYTES, type FetchDocument } from './client-documents.ts';
import { noteRenewal } from './consent.ts';
import { keepClient } from './keep-client.ts';
import { keepRefusals } from './keep-refusals.ts';
import type { Keys } from './keys.ts';
import type { Lifetimes } from './lifetimes.ts';
import { loadProvider } from './load-provider.ts';
import { networkOf } from '../network-of.ts';
import type { Pace } from '../pace.ts';
import { AUTHORIZE, FOLDER, INTERACTION, JWKS, REGISTER, REVOKE, TOKEN } from './paths.ts';
import { problemOf, problemPage } from './problems.ts';
import type { RedirectPolicy } from './redirect-policy.ts';
import { AWAY, isStoreAway } from './store-away.ts';

export interface ProviderOptions {
  readonly addresses: Addresses;
  readonly grants: GrantStore;
  readonly keyring: Pick<Keyring, 'find' | 'keep'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly keys: Keys;
  readonly person: Pick<Principal, 'id'>;
  readonly lifetimes: Lifetimes;
  readonly clients: readonly ProviderClient[];
  readonly policy: RedirectPolicy;
  readonly dynamicRegistration: boolean;
  /** Without it clients cannot have addresses for ids. */
  readonly fetchDocument: FetchDocument | undefined;
  readonly documentPace: Pace;
  /** A code or a refresh token came a second time, and all that was granted with it is revoked. */
  readonly onReplay: (grantId: string | undefined) => void;
  /** A client registered itself, from this address; undefined where the provider refused what we let pass. */
  readonly onRegistered: (clientId: string | undefined, address: string) => void;
}

/** The engine: grants, codes, tokens, as the RFCs want them. Everything it can do that is not needed here is off. */
export async function createProvider(options: ProviderOptions): Promise<Provider> {
  const { addresses, log, onReplay, onRegistered } = options;
  const { Provider, errors } = await loadProvider(log);
  const provider = new Provider(
    addresses.issuer,
    configurationOf(options, {
      invalidTarget: () => new errors.InvalidTarget(),
      replayed(grantId) {
        onReplay(grantId);
        return new errors.InvalidGrant('presented twice at once');
      },
    }),
  );
  provider.use(keepRefusals);
  // Every request it sees has been pinned: the forwarded headers are ours.
  provider.proxy = true;
  provider.on('grant.revoked', (ctx, grantId) => {
    if (ctx.oidc.route === 'token') onReplay(grantId);
  });
  provider.on('registration_create.success', ({ ip }, { clientId }) => onRegistered(clientId, ip));
  provider.on('registration_create.error', ({ ip }) => onRegistered(undefined, ip));
  provider.on('server_error', (ctx, error) => {
    log.error(
      { door: 'oauth', path: ctx.path, stack: error.stack },
      `authorization server: ${error.message}`,
    );
    if (isStoreAway(error)) sayAway(ctx);
  });
  // What is left are connections that broke, and Koa would write them to the console.
  provider.silent = true;
  return provider;
}

/** The provider has answered it as an error of its own, or will show a page for it. */
function sayAway(ctx: KoaContextWithOIDC): void {
  ctx.status = AWAY.status;
  ctx.set(AWAY.headers);
  if (ctx.accepts('json', 'html') !== 'html') ctx.body = AWAY.body;
}

interface Errors {
  readonly invalidTarget: () => Error;
  readonly replayed: (grantId: string | undefined) => Error;
}

function configurationOf(options: ProviderOptions, errors: Errors): Configuration {
  const { addresses, grants, clock, keys, person, lifetimes, clients } = options;
  const keepUsed = async (clientId: string | undefined, grantId: string | undefined) => {
    const now = clock.now();
    if (clientId !== undefined) await keepClient(clientId, options);
    if (grantId !== undefined) await noteRenewal(grants, grantId, now, now + lifetimes.consent * 1_000);
  };
  return {
    adapter: createAdapterFactory({
      ...options,
      unusedClientMs: lifetimes.unusedClient * 1_000,
      replayed: (_, grantId) => errors.replayed(grantId),
    }),
    clients: [...clients],
    jwks: keys.jwks,
    cookies: cookiesOf(options),
    routes: routes(),
    features: featuresOf(options, errors),
    ttl: ttlOf(lifetimes),
    ...documentsOf(options),
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
    },
    // Nobody is identified to a client here, and each client gets refresh tokens: neither is asked for by a scope.
    scopes: [],
    pkce: { required: () => true },
    interactions: { url: (_, { uid }) => `${addresses.prefix}${INTERACTION}/${uid}` },
    findAccount: (_, id) =>
      id === person.id ? { accountId: id, claims: async () => ({ sub: id }) } : undefined,
    // Each consent is a grant of its own: what is revoked for one device does not fall for another.
    loadExistingGrant: async ({ oidc }) => {
      const grantId = oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : await oidc.provider.Grant.find(grantId);
    },
    async issueRefreshToken(_, client, { grantId }) {
      await keepUsed(client.clientId, grantId);
      return client.grantTypeAllowed('refresh_token');
    },
    async rotateRefreshToken({ oidc }) {
      await keepUsed(oidc.client?.clientId, oidc.entities.RefreshToken?.grantId);
      return true;
    },
    expiresWithSession: () => false,
    revokeGrantPolicy: () => true,
    clientBasedCORS: (_, origin, client) =>
      (client.redirectUris ?? []).some((uri) => URL.canParse(uri) && new URL(uri).origin === origin),
    renderError(ctx, { error, error_description: detail }, thrown) {
      const locale = pickLocale([], ctx.get('accept-language'));
      const isLate = error === 'invalid_request' && ctx.oidc.route === 'resume';
      const problem = isStoreAway(thrown) ? 'away' : isLate ? 'expired' : problemOf(error);
      ctx.set(PAGE_HEADERS);
      ctx.body = problemPage(problem, locale, problem === 'request' ? detail : undefined);
    },
  };
}

function cookiesOf({ addresses, keys }: ProviderOptions): NonNullable<Configuration['cookies']> {
  const safe = { httpOnly: true, sameSite: 'lax', secure: addresses.isSecure, signed: true } as const;
  return {
    keys: [keys.cookieKey],
    names: {
      session: 'clawbridge_session',
      interaction: 'clawbridge_sign_in',
      resume: 'clawbridge_resume',
    },
    // Other programs behind the same name need not see it.
    long: { ...safe, path: addresses.prefix + FOLDER },
    short: safe,
  };
}

function routes(): NonNullable<Configuration['routes']> {
  return {
    authorization: AUTHORIZE,
    token: TOKEN,
    registration: REGISTER,
    revocation: REVOKE,
    jwks: JWKS,
    end_session: `${FOLDER}/end`,
  };
}

function featuresOf(
  { addresses, dynamicRegistration, fetchDocument, documentPace, policy }: ProviderOptions,
  { invalidTarget }: Errors,
): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    registration: { enabled: dynamicRegistration, issueRegistrationAccessToken: false },
    revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_, __, oneOf) => oneOf?.[0] ?? addresses.resource,
      useGrantedResource: () => true,
      getResourceServerInfo(_, resource) {
        if (resource !== addresses.resource) throw invalidTarget();
        return { scope: SCOPES.join(' '), audience: resource, accessTokenFormat: 'opaque' };
      },
    },
    clientIdMetadataDocument: {
      enabled: fetchDocument !== undefined,
      ack: 'draft-02',
      // Our own pages ask for the client of a sign-in outside of any request of the provider: there its id was allowed before.
      allowFetch: (ctx: { readonly ip: string } | undefined) =>
        ctx === undefined || documentPace.take(networkOf(ctx.ip)) === 0,
      // The rule may have become stricter since the document was fetched.
      allowClient: (_, client) =>
        (client.redirectUris ?? []).every((uri) => policy.refuse(uri) === undefined),
      cacheDuration: { min: 5 * 60, max: 24 * 60 * 60 },
    },
  };
}

function documentsOf({
  fetchDocument,
  policy,
  log,
}: ProviderOptions): Pick<Configuration, 'fetch' | 'fetchResponseBodyLimits'> {
  const fetchNothing = async () => await Promise.reject(new Error('nothing is fetched here'));
  return {
    fetch: fetchDocument === undefined ? fetchNothing : createDocumentFetch({ fetchDocument, policy, log }),
    fetchResponseBodyLimits: { 'client_id metadata document': 2 * MAX_DOCUMENT_BYTES },
  };
}

/** Also of what is never made here: what has none gets one from the provider, and a notice on the console. */
function ttlOf({
  accessToken,
  refreshToken,
  consent,
  code,
  interaction,
  session,
}: Lifetimes): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: accessToken,
    AuthorizationCode: code,
    BackchannelAuthenticationRequest: code,
    ClientCredentials: accessToken,
    DeviceCode: code,
    Grant: consent,
    IdToken: accessToken,
    Interaction: interaction,
    RefreshToken: refreshToken,
    Session: session,
  };
}
