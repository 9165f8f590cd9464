/** A way into the bridge, as the protected resource a client asks a token for. */
type ResourceDoor = '/mcp' | '/sse' | '/';

const DOORS: readonly ResourceDoor[] = ['/mcp', '/sse', '/'];

/** Where a client asks about a resource (RFC 9728, section 3.1); what names the resource comes behind it. */
const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** What a client has to know to get a token for us (RFC 9728, section 2). */
export interface ResourceDocument {
  /** What the client calls us: it refuses what describes another address. */
  readonly resource: string;
  readonly resource_name: string;
  /** Issuers of tokens that are taken here; left out where people make them by hand. */
  readonly authorization_servers?: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
}

/** The documents of all ways in. */
export interface ProtectedResource {
  /** Where a client that was refused at this path finds what it has to know. */
  metadataUrl(path: string): string;
  /** Undefined for a path where none is. */
  documentAt(path: string): ResourceDocument | undefined;
}

export interface ProtectedResourceOptions {
  /** The public address of this bridge: `https://bridge.example.com`, perhaps with a path. */
  readonly issuerUrl: string;
  readonly authorizationServers?: readonly string[];
  /** What a client asks for when nobody tells it something else. */
  readonly scopes?: readonly string[];
}

export function createProtectedResource({
  issuerUrl,
  authorizationServers = [],
  scopes = [],
}: ProtectedResourceOptions): ProtectedResource {
  const base = baseOf(issuerUrl);
  const { origin } = new URL(base);
  const prefix = base.slice(origin.length);
  const doors = doorsByPath(prefix);
  return {
    metadataUrl: (path) => `${origin}${WELL_KNOWN}${prefix}${doorOf(path)}`,
    documentAt(path) {
      const door = doors.get(path);
      if (door === undefined) return undefined;
      return {
        resource: addressOf(base, door),
        resource_name: 'clawbridge',
        ...(authorizationServers.length === 0 ? {} : { authorization_servers: authorizationServers }),
        ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
        bearer_methods_supported: ['header'],
      };
    },
  };
}

/** The address of `/mcp` of the bridge with this public address: what tokens are for. */
export function resourceUrl(issuerUrl: string): string {
  return addressOf(baseOf(issuerUrl), '/mcp');
}

/** What clients call the bridge with this public address, each by the way in it uses. */
export function resourceUrls(issuerUrl: string): readonly string[] {
  return DOORS.map((door) => addressOf(baseOf(issuerUrl), door));
}

/** Clients put the path of the resource behind the well-known part, before it, or nowhere. */
function doorsByPath(prefix: string): ReadonlyMap<string, ResourceDoor> {
  const doors = new Map<string, ResourceDoor>();
  const before = ['', '/mcp', '/sse'].flatMap((path) => [path, prefix + path]);
  for (const path of before) {
    for (const behind of ['', prefix]) doors.set(path + WELL_KNOWN + behind, '/mcp');
    for (const door of DOORS)
      for (const behind of [door, prefix + door]) doors.set(path + WELL_KNOWN + behind, door);
  }
  return doors;
}

/** The address a client was given, by the path it was refused at. */
function doorOf(path: string): ResourceDoor {
  if (path === '/') return '/';
  return path === '/sse' || path === '/messages' ? '/sse' : '/mcp';
}

function addressOf(base: string, door: ResourceDoor): string {
  return door === '/' ? base : base + door;
}

function baseOf(issuerUrl: string): string {
  const { origin, pathname } = new URL(issuerUrl);
  return origin + pathname.replace(/\/+$/, '');
}
