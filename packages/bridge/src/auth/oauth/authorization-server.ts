import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deed } from '../../domain/audit-record.ts';
import { toFailure } from '../../domain/failure.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import type { Keyring } from '../../domain/port/keyring.ts';
import type { Log } from '../../domain/port/log.ts';
import type { Principal, Scope } from '../../domain/principal.ts';
import { pickLocale } from '../pages/locale.ts';
import { createProtectedResource } from '../protected-resource.ts';
import { sendDocument } from '../public-document.ts';
import type { SignIn } from '../sign-in.ts';
import { addressesOf } from './addresses.ts';
import type { FetchDocument } from './client-documents.ts';
import { configuredClient, type ConfiguredClient } from './configured-client.ts';
import { authorizationServerDocument } from './documents.ts';
import { createInteractions } from './interaction.ts';
import { loadKeys } from './keys.ts';
import { LIFETIMES, type Lifetimes } from './lifetimes.ts';
import { networkOf } from '../network-of.ts';
import { createPace } from '../pace.ts';
import { AUTHORIZE, FOLDER, INTERACTION, JWKS, REGISTER, REVOKE, TOKEN } from './paths.ts';
import { pinRequest } from './pinned-request.ts';
import { problemPage } from './problems.ts';
import { createProvider } from './provider.ts';
import { readBody, refuseBody, type UnreadBody } from './read-body.ts';
import { createRedirectPolicy } from './redirect-policy.ts';
import { checkRegistration } from './register.ts';
import { authorizationWords, tokenWords } from './request-words.ts';
import { DATA_HEADERS, sendJson, sendNothing, sendPage } from './respond.ts';
import { AWAY, isStoreAway } from './store-away.ts';
import { verifyToken, type VerifiedToken } from './verify-token.ts';

export interface AuthorizationServerOptions {
  /** Where clients reach this bridge: `https://bridge.example.com`, perhaps with a path. Checked by whoever read it. */
  readonly issuer: string;
  readonly grants: GrantStore;
  readonly keyring: Keyring;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Who is let in, and what that person has to give. */
  readonly person: Pick<Principal, 'id' | 'scopes'>;
  readonly signIn: SignIn;
  /** Names of the instances somebody can choose among. */
  readonly instances: () => readonly string[];
  /** A client that needs not register. */
  readonly client?: ConfiguredClient | undefined;
  /** Where answers may go, exactly; whatever is safe and known when it is empty. */
  readonly redirectUris: readonly string[];
  readonly dynamicRegistration: boolean;
  /** Gets the metadata of clients that have an address for an id; without it there are none. */
  readonly fetchDocument?: FetchDocument | undefined;
  /** Of whoever sent the request; behind a proxy not that of the proxy. */
  readonly addressOf: (req: IncomingMessage) => string;
  readonly audit: (record: Deed) => void;
  readonly lifetimes?: Partial<Lifetimes>;
  /** How many clients may be registered at a time. */
  readonly mostClients?: number;
  /** How many sign-ins may begin in ten minutes, all networks together. */
  readonly mostSignIns?: number;
}

export interface AuthorizationServer {
  /** True for the paths {@link handle} answers. */
  owns(path: string): boolean;
  /** Answers whatever happens; the promise never rejects. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Undefined for a token that is none of ours, over, or revoked. Errors: `store_unavailable`. */
  verify(token: string): Promise<VerifiedToken | undefined>;
  /** What a 401 at this path names as `resource_metadata`. */
  metadataUrl(path: string): string;
}

/** What a client should ask for that does not know better. `admin` is for those who do. */
const USUAL_SCOPES: readonly Scope[] = ['read', 'chat', 'approve'];

/** Programs register once, and again when they are set up anew. */
const REGISTRATIONS = { windowMs: 10 * 60_000, most: 20, mostOfAll: 200 } as const;
/** Each makes us fetch something. */
const DOCUMENTS = { windowMs: 60_000, most: 10, mostOfAll: 60 } as const;
/** Each leaves something in the store until the time for it is over. */
const SIGN_INS = { windowMs: 10 * 60_000, most: 100 } as const;
const MOST_SIGN_INS = 5_000;
const MOST_CLIENTS = 2_000;

/** All of OAuth that clients see of this bridge. Errors: `store_unavailable`. */
export async function createAuthorizationServer(
  options: AuthorizationServerOptions,
): Promise<AuthorizationServer> {
  const { grants, clock, log, redirectUris, client, dynamicRegistration, fetchDocument } = options;
  const addresses = addressesOf(options.issuer);
  const lifetimes = { ...LIFETIMES, ...options.lifetimes };
  const policy = createRedirectPolicy(redirectUris);
  const keys = await loadKeys(options.keyring);
  const provider = await createProvider({
    ...options,
    addresses,
    keys,
    lifetimes,
    policy,
    fetchDocument,
    clients: client === undefined ? [] : [configuredClient(client, redirectUris)],
    documentPace: createPace({ clock, ...DOCUMENTS }),
    onReplay(grantId) {
      log.warn(
        { door: 'oauth' },
        'a code or refresh token came twice: all that was granted with it is revoked',
      );
      const target = grantId === undefined ? {} : { target: grantId };
      options.audit({ action: 'token:replay', outcome: 'refused', ...target });
    },
    onRegistered: noteRegistration,
  });
  const signInPace = createPace({ clock, ...SIGN_INS, mostOfAll: options.mostSignIns ?? MOST_SIGN_INS });
  const visitInteraction = createInteractions({
    ...options,
    provider,
    addresses,
    keys,
    lifetimes,
    recognised: (address) => signInPace.spare(networkOf(address)),
  });
  const registering = {
    grants,
    clock,
    policy,
    pace: createPace({ clock, ...REGISTRATIONS }),
    mostClients: options.mostClients ?? MOST_CLIENTS,
  };
  const { metadataUrl, documentAt } = createProtectedResource({
    issuerUrl: addresses.issuer,
    authorizationServers: [addresses.issuer],
    scopes: USUAL_SCOPES,
  });
  const offered = { dynamicRegistration, clientMetadataDocuments: fetchDocument !== undefined };
  const runProvider = provider.callback();

  return {
    owns(path) {
      const within = addresses.within(path);
      return within === FOLDER || within.startsWith(`${FOLDER}/`) || documentFor(path) !== undefined;
    },
    async handle(req, res) {
      try {
        await answer(req, res);
      } catch (thrown) {
        fail(req, res, thrown);
      }
    },
    verify: async (token) => await verifyToken(token, { grants, clock, resource: addresses.resource }),
    metadataUrl,
  };

  function documentFor(path: string): object | undefined {
    return addresses.isDocument(path) ? authorizationServerDocument(addresses, offered) : documentAt(path);
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { path, query } = targetOf(req);
    const document = documentFor(path);
    if (document !== undefined) return sendDocument(req, res, document);
    const within = addresses.within(path);
    switch (`${req.method} ${within}`) {
      case `GET ${AUTHORIZE}`:
        return await authorize(req, res, query);
      case `POST ${TOKEN}`:
      case `POST ${REVOKE}`:
        return await takeForm(req, res, within);
      case `OPTIONS ${TOKEN}`:
      case `OPTIONS ${REVOKE}`:
      case `GET ${JWKS}`:
      case `OPTIONS ${JWKS}`:
        return await provide(req, res, { url: within, isForPrograms: true });
      case `POST ${REGISTER}`:
        return await register(req, res);
    }
    const [, folder = '', uid = ''] = /^(\/oauth\/\w+)\/([\w-]{20,64})$/.exec(within) ?? [];
    if (folder === INTERACTION) return await interact(req, res, uid, query);
    if (folder === AUTHORIZE && req.method === 'GET')
      return await provide(req, res, { url: within, isForPrograms: false });
    sendJson(res, 404, {
      error: 'not_found',
      error_description: `There is no ${req.method} ${within} here.`,
    });
  }

  async function authorize(req: IncomingMessage, res: ServerResponse, query: URLSearchParams): Promise<void> {
    const retryAfterS = signInPace.take(networkOf(options.addressOf(req)));
    if (retryAfterS > 0) {
      const page = problemPage('busy', pickLocale([], req.headers['accept-language']));
      return sendPage(res, 429, page, { 'retry-after': String(retryAfterS) });
    }
    const words = authorizationWords(query, addresses);
    await provide(req, res, { url: `${AUTHORIZE}?${words.toString()}`, isForPrograms: false });
  }

  async function takeForm(req: IncomingMessage, res: ServerResponse, url: string): Promise<void> {
    const body = await readBody(req);
    if (typeof body === 'string') return refuse(req, res, body);
    // Anything else is for the provider to refuse.
    const isForm = req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const form = isForm ? tokenWords(new URLSearchParams(body.toString('utf8')), addresses).toString() : body;
    await provide(req, res, { url, body: form, isForPrograms: true });
  }

  function noteRegistration(client: string | undefined, address: string): void {
    const outcome =
      client === undefined ? ({ outcome: 'refused' } as const) : ({ outcome: 'ok', client } as const);
    options.audit({ action: 'client:register', ...outcome, address });
  }

  async function register(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!dynamicRegistration)
      return sendJson(res, 403, {
        error: 'access_denied',
        error_description: 'Clients cannot register themselves here.',
      });
    const body = await readBody(req);
    if (typeof body === 'string') return refuse(req, res, body);
    const address = options.addressOf(req);
    const checked = await checkRegistration(body, address, registering);
    if ('refusal' in checked) {
      const { status, body: said, retryAfterS } = checked.refusal;
      // Not who is sent away without a look: he would fill the store.
      if (status !== 429) noteRegistration(undefined, address);
      const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
      return sendJson(res, status, said, headers);
    }
    await provide(req, res, {
      url: REGISTER,
      body: JSON.stringify(checked.metadata),
      isForPrograms: true,
    });
  }

  async function interact(
    req: IncomingMessage,
    res: ServerResponse,
    uid: string,
    query: URLSearchParams,
  ): Promise<void> {
    if (req.method !== 'GET' && req.method !== 'POST') return sendNothing(res, 405, { allow: 'GET, POST' });
    const body = req.method === 'POST' ? await readBody(req) : Buffer.alloc(0);
    if (typeof body === 'string') return refuse(req, res, body);
    const address = options.addressOf(req);
    const pinned = pinRequest(req, addresses, {
      url: `${INTERACTION}/${uid}`,
      address,
      isForPrograms: false,
    });
    const form = req.method === 'POST' ? new URLSearchParams(body.toString('utf8')) : undefined;
    await visitInteraction({ req: pinned, res, uid, query, form, address });
  }

  /** Any stranger can go away in the middle, as often as he likes. */
  function refuse({ method }: IncomingMessage, res: ServerResponse, why: UnreadBody): void {
    log.debug({ door: 'oauth', method, why }, 'a request was not read to its end');
    refuseBody(res, why);
  }

  async function provide(
    req: IncomingMessage,
    res: ServerResponse,
    what: { readonly url: string; readonly body?: string | Buffer; readonly isForPrograms: boolean },
  ): Promise<void> {
    for (const [name, value] of Object.entries(DATA_HEADERS)) res.setHeader(name, value);
    await runProvider(pinRequest(req, addresses, { ...what, address: options.addressOf(req) }), res);
  }

  function fail(req: IncomingMessage, res: ServerResponse, thrown: unknown): void {
    const failure = toFailure(thrown);
    log.error({ door: 'oauth', code: failure.code, stack: failure.stack }, failure.message);
    if (res.headersSent) return void res.destroy();
    const isAway = isStoreAway(thrown);
    const { status, headers, body } = isAway ? AWAY : BROKEN;
    if (req.headers.accept?.includes('text/html') !== true) return sendJson(res, status, body, headers);
    const locale = pickLocale([], req.headers['accept-language']);
    sendPage(res, status, problemPage(isAway ? 'away' : 'internal', locale), headers);
  }
}

const BROKEN = {
  status: 500,
  headers: {},
  body: { error: 'server_error', error_description: 'The log of clawbridge has the details.' },
} as const;

/** Path and query. A proxy may be sent a whole URL; of that, too, only the path is a word to us. */
function targetOf({ url = '/' }: IncomingMessage): {
  readonly path: string;
  readonly query: URLSearchParams;
} {
  const [target = ''] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split('#');
  const at = target.indexOf('?');
  const [path, query] = at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
  return { path, query: new URLSearchParams(query) };
}
