import { resourceUrl, resourceUrls } from '../protected-resource.ts';

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
  /** True for where a client looks for what this authorization server can do. */
  isDocument(path: string): boolean;
  /** `resource` in the one spelling tokens are bound to, when it means us. */
  canonical(resource: string): string | undefined;
}

const DOOR = '/mcp|/sse';
const WELL_KNOWN = '/\\.well-known/(?:oauth-authorization-server|openid-configuration)';

/** `issuer` has been checked: http or https, no query, no fragment. */
export function addressesOf(issuer: string): Addresses {
  const url = new URL(issuer);
  const prefix = url.pathname.replace(/\/+$/, '');
  const base = url.origin + prefix;
  const escaped = prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Clients put the path of the issuer, or of the resource, behind the well-known part or before it.
  const documents = new RegExp(`^(?:${escaped})?(?:${DOOR})?${WELL_KNOWN}(?:${escaped})?(?:${DOOR}|/)?$`);
  return {
    issuer: base,
    origin: url.origin,
    host: url.host,
    isSecure: url.protocol === 'https:',
    prefix,
    resource: resourceUrl(base),
    of: (path) => base + path,
    within: (path) => (prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path),
    isDocument: (path) => documents.test(path),
    canonical(resource) {
      const asked = URL.canParse(resource) ? new URL(resource).href.replace(/\/+$/, '') : resource;
      return resourceUrls(base).includes(asked) ? resourceUrl(base) : undefined;
    },
  };
}
