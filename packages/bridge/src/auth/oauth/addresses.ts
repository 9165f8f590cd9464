/** A way into the bridge, as the protected resource a client asks a token for. */
export type ResourceDoor = '/mcp' | '/sse' | '/';

/** A document somebody asked for: the one about the authorization server, or the one about a way in. */
export type DocumentName = 'authorization-server' | ResourceDoor;

/** Where everything is. Made of the issuer alone: what a request calls this host is no word about it. */
export interface Addresses {
  readonly issuer: string;
  readonly origin: string;
  /** `bridge.example.com:8443` */
  readonly host: string;
  readonly isSecure: boolean;
  /** What the issuer has before all paths: `/bridge`, or nothing. */
  readonly prefix: string;
  /** What access tokens are for. */
  readonly resource: string;
  /** The absolute address of one of our paths. */
  of(path: string): string;
  /** The path without the prefix, whether or not a proxy has already taken it off. */
  within(path: string): string;
  documentAt(path: string): DocumentName | undefined;
  /** What a client calls the way in it uses. */
  resourceOf(door: ResourceDoor): string;
  /** `resource` in the one spelling tokens are bound to, when it means us. */
  canonical(resource: string): string | undefined;
}

const DOOR = '/mcp|/sse';
const WELL_KNOWN =
  '/\\.well-known/(oauth-authorization-server|openid-configuration|oauth-protected-resource)';

/** `issuer` has been checked: http or https, no query, no fragment. */
export function addressesOf(issuer: string): Addresses {
  const url = new URL(issuer);
  const prefix = url.pathname.replace(/\/+$/, '');
  const base = url.origin + prefix;
  const escaped = prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Clients put the path of the issuer, or of the resource, behind the well-known part or before it.
  const documents = new RegExp(`^(?:${escaped})?(?:${DOOR})?${WELL_KNOWN}(?:${escaped})?(${DOOR}|/)?$`);
  return {
    issuer: base,
    origin: url.origin,
    host: url.host,
    isSecure: url.protocol === 'https:',
    prefix,
    resource: `${base}/mcp`,
    of: (path) => base + path,
    within: (path) => (prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path),
    documentAt(path) {
      const [, name, door] = documents.exec(path) ?? [];
      if (name === undefined) return undefined;
      if (name !== 'oauth-protected-resource') return 'authorization-server';
      return door === '/sse' || door === '/' ? door : '/mcp';
    },
    resourceOf: (door) => (door === '/' ? base : base + door),
    canonical(resource) {
      const asked = URL.canParse(resource) ? new URL(resource).href.replace(/\/+$/, '') : resource;
      return [base, `${base}/mcp`, `${base}/sse`].includes(asked) ? `${base}/mcp` : undefined;
    },
  };
}
