import { LOOPBACK_HOSTS, urlHost } from '../../domain/host.ts';

/** Where a client lets the browser be sent: a site, a program on the computer the browser runs on, or an app on it. */
export type RedirectPlace = 'site' | 'computer' | 'app';

/**
 * What a person needs to see of a redirect URI: `claude.ai`, `localhost:8787`, or `cursor://anysphere.cursor-mcp` where an
 * app opens links of its own. Names with letters of other alphabets stay in the form that cannot be mistaken (`xn--…`).
 */
export function redirectHostOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  if (protocol === 'https:' || (protocol === 'http:' && placeOf(host) === 'computer')) return host;
  return host === '' ? protocol : `${protocol}//${host}`;
}

export function placeOf(redirectHost: string): RedirectPlace {
  if (/^https?:\/\//i.test(redirectHost)) return 'site';
  if (/^[a-z][\w+.-]*:(?:\/\/|$)/i.test(redirectHost)) return 'app';
  const host = hostnameOf(redirectHost);
  return LOOPBACK_HOSTS.map(urlHost).includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host)
    ? 'computer'
    : 'site';
}

function hostnameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host;
  }
}
