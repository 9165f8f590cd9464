import { LOOPBACK_HOSTS, urlHost } from '../../domain/host.ts';

/** Where an answer may go that carries a code. */
export interface RedirectPolicy {
  /** Why it may not go there, or undefined. */
  refuse(uri: string): string | undefined;
}

/** Apps on the person's own machine that are known to register these. Others use loopback, or are named in the settings. */
const APP_SCHEMES: readonly string[] = [
  'claude:',
  'cursor:',
  'vscode:',
  'vscode-insiders:',
  'vscodium:',
  'windsurf:',
  'zed:',
  'goose:',
  'raycast:',
  'cherrystudio:',
  'lmstudio:',
  'jetbrains:',
];

/** A browser runs or shows what stands in these, as if it came from here. */
const NEVER: readonly string[] = [
  'javascript:',
  'vbscript:',
  'data:',
  'blob:',
  'file:',
  'about:',
  'filesystem:',
  'view-source:',
  'ftp:',
  'ws:',
  'wss:',
];

const LOOPBACK = LOOPBACK_HOSTS.map(urlHost);
const LONGEST = 2_000;

/** `allowed`: exactly these, on a loopback address with any port; without any, what is safe and what is known. */
export function createRedirectPolicy(allowed: readonly string[]): RedirectPolicy {
  const known = new Set(allowed.map(withoutLoopbackPort));
  return {
    refuse(uri) {
      const fault = faultIn(uri);
      if (fault !== undefined) return fault;
      if (known.size === 0)
        return isKnownKind(new URL(uri)) ? undefined : 'is of no kind that is accepted here';
      return known.has(withoutLoopbackPort(uri)) ? undefined : 'is not one of those that are allowed here';
    },
  };
}

/** What is wrong with an address whoever allows it. */
export function faultIn(uri: string): string | undefined {
  if (uri.length > LONGEST) return 'is too long';
  // What URL parsers repair, they repair in different ways.
  if (!/^[\x21-\x7e]+$/.test(uri) || uri.includes('\\') || !URL.canParse(uri)) return 'is not a URL';
  const url = new URL(uri);
  if (uri.includes('#')) return 'has a fragment';
  if (uri.includes('*')) return 'has a wildcard';
  if (url.username !== '' || url.password !== '' || authorityOf(uri).includes('@'))
    return 'has a user name or password';
  if (NEVER.includes(url.protocol)) return `may not begin with ${url.protocol}`;
  if (url.protocol === 'http:' && !isLoopback(url)) return 'has no encryption';
  return undefined;
}

function authorityOf(uri: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?]*)/i.exec(uri)?.[1] ?? '';
}

function isKnownKind({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:' || APP_SCHEMES.includes(protocol);
}

/** http to the machine of whoever sits before the browser. */
function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && LOOPBACK.includes(hostname);
}

/** An app on the person's machine takes the answer, not a web server: RFC 8252. */
export function isNative(uri: string): boolean {
  const url = new URL(uri);
  return url.protocol !== 'https:';
}

/** RFC 8252, 7.3: an app on loopback listens where it finds a free port. */
function withoutLoopbackPort(uri: string): string {
  if (!URL.canParse(uri) || !isLoopback(new URL(uri))) return uri;
  return uri.replace(/^(http:\/\/(?:\[[^\]]*\]|[^:/?]*)):\d+/i, '$1');
}
