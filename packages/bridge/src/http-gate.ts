import { createBearerGate, type VerifyToken } from './auth/bearer-gate.ts';
import { openGate, type Gate } from './auth/gate.ts';
import {
  metadataUrl,
  resourceMetadata,
  resourceUrl,
  type ResourceMetadata,
} from './auth/resource-metadata.ts';
import { createStaticTokens } from './auth/static-tokens.ts';
import type { Bridge } from './bridge.ts';
import { checkWebUrl } from './config/option.ts';
import type { Config } from './config/read.ts';
import { Failure } from './domain/failure.ts';
import { ownerFrom } from './owner.ts';

/** What a client finds at the HTTP doors before it is let in. */
export interface Entrance {
  readonly gate: Gate;
  /** How to get a token; undefined where nobody asks for one, or nobody said under which address we are called. */
  readonly metadata?: ResourceMetadata | undefined;
}

/** What another issuer's scope for all that needs no more than a word is called. */
const EXTERNAL_SCOPES = ['mcp'];

/**
 * Without --auth everybody who reaches us is the owner. With it, tokens that were made by hand are good in every mode, besides
 * those of our own authorization server, or of another issuer. Errors: `config_invalid`.
 */
export async function entranceFrom(
  config: Pick<Config, 'http' | 'auth' | 'instanceDefaults' | 'allow'>,
  { accessTokens, clock, background }: Pick<Bridge, 'accessTokens' | 'clock' | 'background'>,
  ownTokens?: VerifyToken,
): Promise<Entrance> {
  const limits = ownerFrom(config);
  if (!config.http.auth) return { gate: openGate(limits) };
  const { authMode, issuerUrl } = config.auth;
  const staticTokens = createStaticTokens({ store: accessTokens, limits, clock, background });
  const others = authMode === 'external' ? [await externalTokens(config, clock)] : [];
  const own = authMode === 'oauth' && ownTokens !== undefined ? [ownTokens] : [];
  const metadata = issuerUrl === undefined ? undefined : metadataFrom(config, issuerUrl, own.length > 0);
  return {
    gate: createBearerGate({
      verifiers: [staticTokens, ...own, ...others],
      metadataUrl: metadata && metadataUrl(metadata.resource),
    }),
    metadata,
  };
}

function metadataFrom(
  config: Pick<Config, 'auth' | 'instanceDefaults' | 'allow'>,
  issuerUrl: string,
  issuesTokens: boolean,
): ResourceMetadata {
  const address = { issuerUrl: checkWebUrl(issuerUrl, '--issuer-url') };
  const { authMode, externalIssuer } = config.auth;
  if (authMode === 'external' && externalIssuer !== undefined)
    return resourceMetadata({
      ...address,
      authorizationServers: [externalIssuer],
      scopes: EXTERNAL_SCOPES,
    });
  if (!issuesTokens) return resourceMetadata(address);
  const { scopes } = ownerFrom(config);
  return resourceMetadata({ ...address, authorizationServers: [issuerUrl], scopes });
}

/** What it takes is not loaded in the other modes. */
async function externalTokens(
  config: Pick<Config, 'auth' | 'instanceDefaults' | 'allow'>,
  clock: Bridge['clock'],
): Promise<VerifyToken> {
  const { issuerUrl, externalIssuer, externalAudience, externalJwksUrl, externalOwner } = config.auth;
  if (externalIssuer === undefined) throw missing('--external-issuer', 'whose tokens are taken');
  if (issuerUrl === undefined)
    throw missing('--issuer-url', 'under which address clients call this clawbridge');
  const { createExternalIssuer } = await import('./auth/external-issuer.ts');
  return createExternalIssuer({
    issuer: externalIssuer,
    audience: externalAudience ?? resourceUrl(issuerUrl),
    jwksUrl: externalJwksUrl,
    owner: externalOwner,
    limits: ownerFrom(config),
    clock,
  });
}

function missing(flag: string, says: string): Failure {
  return new Failure('config_invalid', `--auth-mode external needs ${flag}: it says ${says}.`, {
    hint: 'docs/authentication.md has an example.',
  });
}
