import { createBearerGate, type VerifyToken } from '../auth/bearer-gate.ts';
import { openGate, type Gate } from '../auth/gate.ts';
import {
  createProtectedResource,
  resourceUrls,
  type ProtectedResourceOptions,
} from '../auth/protected-resource.ts';
import { createStaticTokens } from '../auth/static-tokens.ts';
import type { Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import { Failure } from '../domain/failure.ts';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';
import type { Store } from '../domain/port/store.ts';
import type { RequestAddress } from './address.ts';
import type { Authorization } from './front.ts';
import { serveMetadata } from './metadata.ts';
import { ownerFrom } from '../owner.ts';
import type { IssuerOptions } from './own-issuer.ts';

/** What a client finds at the HTTP doors before it is let in. */
export interface Entrance {
  readonly gate: Gate;
  /** Answers how to get a token; undefined where nobody asks for one, or nobody said under which address we are called. */
  readonly authorization?: Authorization | undefined;
  /** Under which address we are called: `https://claw.example.com`. */
  readonly issuer?: URL | undefined;
}

/** What it takes of the bridge. */
export interface EntranceBridge extends Omit<IssuerOptions, 'addressOf'>, Pick<Bridge, 'background'> {
  readonly store: IssuerOptions['store'] & Pick<Store, 'accessTokens'>;
}

type Settings = Pick<Config, 'http' | 'auth' | 'instanceDefaults' | 'allow'>;

/** What another issuer's scope for all that needs no more than a word is called. */
const EXTERNAL_SCOPES = ['mcp'];

/**
 * Without --auth everybody who reaches us is the owner. With it, tokens that were made by hand are good in every mode, besides
 * those of our own authorization server, or of another issuer. Errors: `config_invalid`, `store_unavailable`.
 */
export async function entranceFrom(
  config: Settings,
  bridge: EntranceBridge,
  addressOf: RequestAddress,
): Promise<Entrance> {
  const limits = ownerFrom(config);
  if (!config.http.auth) return { gate: openGate(limits) };
  const { store, clock, background } = bridge;
  const staticTokens = createStaticTokens({ store: store.accessTokens, limits, clock, background });
  const issuer = issuerOf(config);
  switch (config.auth.mode) {
    case 'token':
      return described([staticTokens], issuer === undefined ? undefined : { issuerUrl: issuer });
    case 'external': {
      const { verify, resource } = await externalTokens(config, clock);
      return described([staticTokens, verify], resource);
    }
    case 'oauth': {
      if (issuer === undefined) throw withoutIssuer(config.http);
      const { createOwnIssuer } = await import('./own-issuer.ts');
      const own = await createOwnIssuer(issuer, config, { ...bridge, addressOf });
      const { authorization, verify } = own;
      return {
        gate: createBearerGate({ verifiers: [staticTokens, verify], metadataUrl: own.metadataUrl }),
        authorization,
        issuer: new URL(issuer),
      };
    }
  }
}

function described(
  verifiers: readonly VerifyToken[],
  options: ProtectedResourceOptions | undefined,
): Entrance {
  if (options === undefined) return { gate: createBearerGate({ verifiers }) };
  const resource = createProtectedResource(options);
  return {
    gate: createBearerGate({ verifiers, metadataUrl: resource.metadataUrl }),
    authorization: serveMetadata(resource),
    issuer: new URL(options.issuerUrl),
  };
}

/** Where nobody said how we are called, and only programs of this machine can call: where we listen. */
function issuerOf({ auth, http: { host, port } }: Settings): string | undefined {
  if (auth.issuer !== undefined) return auth.issuer;
  return LOOPBACK_HOSTS.includes(host) && port !== 0 ? `http://${urlHost(host)}:${port}` : undefined;
}

function withoutIssuer({ host, port }: Config['http']): Failure {
  const place = port === 0 ? 'a port that is not known yet' : host;
  return new Failure('config_invalid', `Clients cannot be told where to sign in: it listens on ${place}.`, {
    hint: 'Give the address under which they call it with --issuer-url https://claw.example.com, or use --auth-mode token.',
  });
}

/** What it takes is not loaded in the other modes. */
async function externalTokens(
  config: Settings,
  clock: Bridge['clock'],
): Promise<{ readonly verify: VerifyToken; readonly resource: ProtectedResourceOptions }> {
  const { issuer: issuerUrl, external } = config.auth;
  if (external === undefined || issuerUrl === undefined)
    throw new Failure('config_invalid', 'Another issuer is to be trusted, and none was named.');
  const { createExternalIssuer } = await import('../auth/external-issuer.ts');
  const { issuer, audience, jwksUrl, owner } = external;
  return {
    verify: createExternalIssuer({
      issuer,
      // A client asks for a token for what it calls, by the address it was given.
      audiences: audience === undefined ? resourceUrls(issuerUrl) : [audience],
      jwksUrl,
      owner,
      limits: ownerFrom(config),
      clock,
    }),
    resource: { issuerUrl, authorizationServers: [issuer], scopes: EXTERNAL_SCOPES },
  };
}
