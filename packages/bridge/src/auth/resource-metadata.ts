/** Where a client asks about a resource (RFC 9728, section 3.1); what names the resource comes behind it. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** What a client has to know to get a token for us (RFC 9728, section 2). */
export interface ResourceMetadata {
  /** The public address of `/mcp`. */
  readonly resource: string;
  readonly resource_name: string;
  /** Issuers of tokens that are taken here; left out where people make them by hand. */
  readonly authorization_servers?: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
}

export interface ResourceMetadataOptions {
  /** The public address of this bridge, as its owner writes it. */
  readonly issuerUrl: string;
  readonly authorizationServers?: readonly string[];
  /** What a client asks for when nobody tells it something else. */
  readonly scopes?: readonly string[];
}

export function resourceMetadata({
  issuerUrl,
  authorizationServers = [],
  scopes = [],
}: ResourceMetadataOptions): ResourceMetadata {
  return {
    resource: resourceUrl(issuerUrl),
    resource_name: 'clawbridge',
    ...(authorizationServers.length === 0 ? {} : { authorization_servers: authorizationServers }),
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
  };
}

/** The address of `/mcp` of the bridge with this public address. */
export function resourceUrl(issuerUrl: string): string {
  return `${issuerUrl.replace(/\/+$/, '')}/mcp`;
}

/** Where the metadata of a resource is: its path comes behind the well-known one. */
export function metadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${METADATA_PATH}${pathname}`;
}
