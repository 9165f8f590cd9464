import type { ClientMetadata } from 'oidc-provider';

/** A client somebody has set up by hand on both sides. */
export interface ConfiguredClient {
  readonly id: string;
  readonly secret: string;
}

/** Where the answers for it may go when nobody said: where clients that are set up by hand are known to listen. */
const KNOWN_REDIRECT_URIS: readonly string[] = [
  'https://claude.ai/api/mcp/auth_callback',
  'https://claude.com/api/mcp/auth_callback',
  'https://chatgpt.com/connector_platform_oauth_redirect',
  'https://www.cursor.com/agents/mcp/oauth/callback',
  'cursor://anysphere.cursor-mcp/oauth/callback',
  'http://localhost/callback',
  'http://localhost/oauth/callback',
  'http://127.0.0.1/callback',
  'http://127.0.0.1/oauth/callback',
];

export function configuredClient(
  { id, secret }: ConfiguredClient,
  redirectUris: readonly string[],
): ClientMetadata {
  return {
    client_id: id,
    client_secret: secret,
    client_name: id,
    redirect_uris: redirectUris.length === 0 ? [...KNOWN_REDIRECT_URIS] : [...redirectUris],
    token_endpoint_auth_method: 'client_secret_post',
    // Its answers may go to any port of the person's own machine.
    application_type: 'native',
  };
}
