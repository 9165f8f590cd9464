import type { VerifyToken } from '../auth/bearer-gate.ts';
import { createAuthorizationServer, type AuthorizationServer } from '../auth/oauth/authorization-server.ts';
import type { VerifiedToken } from '../auth/oauth/verify-token.ts';
import type { SignIn } from '../auth/sign-in.ts';
import { warnWithoutPassword } from '../auth/warn-without-password.ts';
import type { Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
import type { Store } from '../domain/port/store.ts';
import { heldTo, type Principal } from '../domain/principal.ts';
import type { RequestAddress } from './address.ts';
import type { Authorization } from './front.ts';
import { createPublicFetch } from '../net/public-fetch.ts';
import { ownerFrom } from '../owner.ts';

/** This bridge as the issuer of its clients' tokens. */
export interface OwnIssuer {
  readonly authorization: Authorization;
  readonly verify: VerifyToken;
  /** Where a client that was refused at this path finds out how to get a token. */
  metadataUrl(path: string): string;
}

/** What it takes of the bridge, and of its port. */
export interface IssuerOptions extends Pick<Bridge, 'clock' | 'log' | 'note'> {
  readonly store: Pick<Store, 'grants' | 'keyring'>;
  readonly verbs: Pick<Bridge['verbs'], 'instances'>;
  readonly addressOf: RequestAddress;
  /** At every door the same attempts count. */
  readonly signIn: SignIn;
}

/** Lets clients in whom the owner lets in by password. Errors: `store_unavailable`. */
export async function createOwnIssuer(
  issuer: string,
  config: Pick<Config, 'auth' | 'instanceDefaults' | 'allow'>,
  { store: { grants, keyring }, clock, log, verbs, note, addressOf, signIn }: IssuerOptions,
): Promise<OwnIssuer> {
  const { client, redirectUris, dynamicRegistration, clientMetadataDocuments } = config.auth;
  const owner = ownerFrom(config);
  await warnWithoutPassword({ keyring, log });
  const server = await createAuthorizationServer({
    issuer,
    grants,
    keyring,
    clock,
    log,
    person: owner,
    signIn,
    instances: () => verbs.instances.map(({ name }) => name),
    client,
    redirectUris,
    dynamicRegistration,
    fetchDocument: clientMetadataDocuments ? createPublicFetch({ clock }) : undefined,
    addressOf: (req) => addressOf(req).address,
    audit: note,
  });
  return {
    authorization: server,
    verify: verifierOf(server, owner),
    metadataUrl: server.metadataUrl,
  };
}

/** What a person granted holds within what this process may do. */
function verifierOf(server: AuthorizationServer, owner: Principal): VerifyToken {
  return async function verifyGranted(token) {
    const verified = await server.verify(token);
    return verified && { principal: heldTo(owner, principalOf(verified)), client: verified.clientId };
  };
}

function principalOf({ principalId: id, scopes, instances }: VerifiedToken): Principal {
  return { id, scopes, allow: [{ ...EVERYTHING, instances }] };
}
