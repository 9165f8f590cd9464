/** Clients that need not register: each has the address of a document for an id, which says who it is. */
export const CLAUDE_CODE = 'https://claude.ai/oauth/claude-code-client-metadata';
export const INSPECTOR = 'https://inspector.example.com/client.json';
export const SITE = 'https://site.example.com/client.json';

/** What is found there. */
export const clientDocuments: Readonly<Record<string, object>> = {
  [CLAUDE_CODE]: aDocument(CLAUDE_CODE, ['http://localhost/callback', 'http://127.0.0.1/callback']),
  [INSPECTOR]: aDocument(INSPECTOR, ['http://127.0.0.1/oauth/callback']),
  [SITE]: aDocument(SITE, ['https://site.example.com/callback']),
};

function aDocument(id: string, redirectUris: readonly string[]): object {
  return {
    client_id: id,
    client_name: `A client of ${new URL(id).host}`,
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
