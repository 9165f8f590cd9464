import { faultIn } from '../auth/oauth/redirect-policy.ts';
import type { Failure } from '../domain/failure.ts';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';
import { invalid } from './option.ts';
import type { OptionName, Values } from './options.ts';

/** How HTTP clients are let in. */
export interface Auth {
  readonly mode: Values['authMode'];
  /** Where clients reach this bridge, without a slash at the end. Undefined: where it listens. */
  readonly issuer: string | undefined;
  /** A client that is set up by hand on both sides. */
  readonly client: { readonly id: string; readonly secret: string } | undefined;
  /** Where clients may be answered; empty for what is safe and known. */
  readonly redirectUris: readonly string[];
  readonly dynamicRegistration: boolean;
  readonly clientMetadataDocuments: boolean;
  /** Whose tokens are taken in mode `external`. */
  readonly external: ExternalAuth | undefined;
}

export interface ExternalAuth {
  readonly issuer: string;
  /** Undefined: this bridge's `/mcp`. */
  readonly audience: string | undefined;
  /** Undefined: where its metadata says. */
  readonly jwksUrl: string | undefined;
  /** Subject that is the owner. */
  readonly owner: string | undefined;
}

/** Where clients find MCP, under the issuer. */
const DOOR = '/mcp';

/** Shorter ones can be tried; nobody has to remember this one. */
const SECRET_CHARACTERS = 32;

type PlaceOf = (name: OptionName) => string;

/** Without --auth nothing of it matters, and an environment somebody has from elsewhere starts. Errors: `config_invalid`. */
export function readAuth(values: Values, placeOf: PlaceOf): Auth {
  const { authMode: mode, dynamicRegistration, clientMetadataDocuments } = values;
  const rest = { mode, dynamicRegistration, clientMetadataDocuments };
  if (!values.auth)
    return { ...rest, issuer: issuerIn(values), client: undefined, redirectUris: [], external: undefined };
  const auth = {
    ...rest,
    issuer: readIssuer(values, placeOf),
    client: readClient(values, placeOf),
    redirectUris: readRedirectUris(values, placeOf),
    external: mode === 'external' ? readExternal(values) : undefined,
  };
  refuseClosedDoor(auth);
  return auth;
}

/** As it is told to people; whether clients may sign in there is another question. */
function issuerIn({ issuerUrl }: Values): string | undefined {
  return issuerUrl !== undefined && URL.canParse(issuerUrl) ? withoutSlash(new URL(issuerUrl)) : undefined;
}

function withoutSlash({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, '');
}

function readIssuer({ issuerUrl }: Values, placeOf: PlaceOf): string | undefined {
  if (issuerUrl === undefined) return undefined;
  const where = placeOf('issuerUrl');
  const looks = 'It looks like https://bridge.example.com';
  if (!URL.canParse(issuerUrl)) throw invalid(`${where} is not a URL.`, looks);
  const url = new URL(issuerUrl);
  const { protocol, hostname, search, hash, username, password } = url;
  if (protocol !== 'https:' && protocol !== 'http:') throw invalid(`${where} cannot be ${protocol}`, looks);
  if (username !== '' || password !== '') throw invalid(`${where} holds a user name or password.`, looks);
  if (search !== '' || hash !== '') throw invalid(`${where} may have a path, and nothing behind it.`, looks);
  if (protocol === 'http:' && !LOOPBACK_HOSTS.map(urlHost).includes(hostname))
    throw invalid(
      `${where} is http://, so passwords and tokens would go over the network without encryption.`,
      'Put a proxy with TLS in front of clawbridge, and give its https:// address.',
    );
  const issuer = withoutSlash(url);
  if (issuer.endsWith(DOOR))
    throw invalid(
      `${where} ends in ${DOOR}, and clients would be sent to ${DOOR}${DOOR}.`,
      `Give the address without ${DOOR}: ${issuer.slice(0, -DOOR.length)}`,
    );
  return issuer;
}

function readClient({ clientId: id, clientSecret: secret }: Values, placeOf: PlaceOf): Auth['client'] {
  if (id === undefined && secret === undefined) return undefined;
  if (id === undefined)
    throw invalid(`${placeOf('clientSecret')} is set, and no client id.`, 'Set MCP_CLIENT_ID, too.');
  if (secret === undefined)
    throw invalid(`${placeOf('clientId')} is set, and no client secret.`, 'Set MCP_CLIENT_SECRET, too.');
  if (!/^[\w-]{3,64}$/.test(id))
    throw invalid(`${placeOf('clientId')} must have 3 to 64 letters, digits, "_" or "-".`);
  if (!/^[\x21-\x7e]*$/.test(secret))
    throw invalid(`${placeOf('clientSecret')} may have letters, digits and signs of ASCII only.`);
  if (secret.length < SECRET_CHARACTERS)
    throw invalid(
      `${placeOf('clientSecret')} has fewer than ${SECRET_CHARACTERS} characters.`,
      'Make one with `openssl rand -hex 32`.',
    );
  return { id, secret };
}

function readRedirectUris({ redirectUris }: Values, placeOf: PlaceOf): readonly string[] {
  for (const uri of redirectUris) {
    const fault = faultIn(uri);
    if (fault !== undefined) throw invalid(`${placeOf('redirectUris')}: "${uri}" ${fault}.`);
  }
  return redirectUris;
}

function readExternal(values: Values): ExternalAuth {
  const { externalIssuer: issuer, externalAudience: audience, externalJwksUrl: jwksUrl } = values;
  if (issuer === undefined) throw missing('--external-issuer', 'whose tokens are taken');
  if (values.issuerUrl === undefined)
    throw missing('--issuer-url', 'under which address clients call this clawbridge');
  return { issuer, audience, jwksUrl, owner: values.externalOwner };
}

function missing(flag: string, says: string): Failure {
  return invalid(
    `--auth-mode external needs ${flag}: it says ${says}.`,
    'docs/authentication.md has an example.',
  );
}

function refuseClosedDoor({ mode, client, dynamicRegistration, clientMetadataDocuments }: Auth): void {
  if (mode !== 'oauth' || client !== undefined || dynamicRegistration || clientMetadataDocuments) return;
  throw invalid(
    'No client could sign in: none is set up, and none may register or have an address for a name.',
    'Set --client-id and --client-secret, or use --auth-mode token if tokens of this bridge are all you need.',
  );
}
