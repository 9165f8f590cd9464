import { cutText } from '../../domain/cut-text.ts';
import { printable } from '../../domain/printable.ts';
import { wellFormed } from '../../domain/well-formed.ts';
import { isNative, type RedirectPolicy } from './redirect-policy.ts';

/** What is kept of what a client says of itself. */
export interface ClientMetadata {
  readonly client_name?: string;
  readonly client_uri?: string;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly GrantType[];
  readonly response_types: readonly 'code'[];
  readonly token_endpoint_auth_method: AuthMethod;
  readonly application_type: 'web' | 'native';
}

/** A refusal in the words of RFC 7591. */
export interface MetadataFault {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata';
  readonly error_description: string;
}

const GRANT_TYPES = ['authorization_code', 'refresh_token'] as const;
type GrantType = (typeof GRANT_TYPES)[number];

const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const;
type AuthMethod = (typeof AUTH_METHODS)[number];

const MOST_REDIRECT_URIS = 20;
const LONGEST_NAME = 100;
const LONGEST_URI = 2_000;

/**
 * Takes what we understand, and drops everything else: among it are addresses the provider would fetch.
 * Of a client that says nothing of it, the answers go where it listens: whether it is an app or a web server is seen there.
 */
export function readClientMetadata(
  said: unknown,
  policy: RedirectPolicy,
): { readonly metadata: ClientMetadata } | { readonly fault: MetadataFault } {
  if (!isRecord(said)) return { fault: invalid('The metadata must be a JSON object.') };
  const uris = redirectUrisOf(said['redirect_uris'], policy);
  if ('fault' in uris) return uris;
  const grants = said['grant_types'] ?? GRANT_TYPES;
  if (!Array.isArray(grants) || !grants.includes('authorization_code'))
    return { fault: invalid('grant_types must have authorization_code.') };
  const responses = said['response_types'] ?? ['code'];
  if (!Array.isArray(responses) || !responses.includes('code'))
    return { fault: invalid('response_types must have code.') };
  const named = said['token_endpoint_auth_method'] ?? 'none';
  const method = AUTH_METHODS.find((one) => one === named);
  if (method === undefined)
    return { fault: invalid(`token_endpoint_auth_method can be ${AUTH_METHODS.join(', ')}.`) };
  const isApp = said['application_type'] === 'native' || uris.found.some(isNative);
  return {
    metadata: {
      ...nameOf(said['client_name']),
      ...pageOf(said['client_uri']),
      redirect_uris: uris.found,
      grant_types: GRANT_TYPES.filter((one) => grants.includes(one)),
      response_types: ['code'],
      token_endpoint_auth_method: method,
      application_type: isApp ? 'native' : 'web',
    },
  };
}

function redirectUrisOf(
  said: unknown,
  policy: RedirectPolicy,
): { readonly found: readonly string[] } | { readonly fault: MetadataFault } {
  if (!Array.isArray(said) || said.length === 0) return { fault: badRedirect('redirect_uris is missing.') };
  if (said.length > MOST_REDIRECT_URIS)
    return { fault: badRedirect(`redirect_uris has more than ${MOST_REDIRECT_URIS}.`) };
  const found: string[] = [];
  for (const uri of said) {
    if (typeof uri !== 'string') return { fault: badRedirect('redirect_uris must hold texts.') };
    const reason = policy.refuse(uri);
    if (reason !== undefined)
      return { fault: badRedirect(`redirect_uris: "${cutText(printable(uri), 200)}" ${reason}.`) };
    found.push(uri);
  }
  return { found };
}

function nameOf(said: unknown): { readonly client_name?: string } {
  const name = typeof said === 'string' ? cutText(printable(wellFormed(said)).trim(), LONGEST_NAME) : '';
  return name === '' ? {} : { client_name: name };
}

function pageOf(said: unknown): { readonly client_uri?: string } {
  const isPage =
    typeof said === 'string' &&
    said.length <= LONGEST_URI &&
    URL.canParse(said) &&
    new URL(said).protocol === 'https:';
  return isPage ? { client_uri: said } : {};
}

function badRedirect(description: string): MetadataFault {
  return { error: 'invalid_redirect_uri', error_description: description };
}

function invalid(description: string): MetadataFault {
  return { error: 'invalid_client_metadata', error_description: description };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
