import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';

/** Who may call the HTTP door, by Host and Origin: the two headers that tell a web page's request from a program's. */
export interface Guard {
  /** The reason for refusing the request, or undefined. */
  refuse(headers: GuardedHeaders): string | undefined;
  /** True for an Origin that may read our answers from a browser. */
  allowsOrigin(origin: string): boolean;
}

export interface GuardedHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

export interface GuardOptions {
  /** Names besides the loopback ones; `*` means any. */
  readonly hosts: readonly string[];
  /** `https://app.example.com`, `app.example.com`, `*.example.com` or `*`. */
  readonly origins: readonly string[];
  /** Where we are on the internet: one more host, and one more origin, which is no other port and no http. */
  readonly issuer?: URL | undefined;
}

/** A name or an address, and a port: what a URL parser would take besides, like a user name before it, names another host. */
const HOST = /^(?:[a-z\d._-]+|\[[a-f\d:.]+\])(?::\d{1,5})?$/i;

/**
 * Checks the Host against DNS rebinding (a foreign name that resolves to us) and the Origin against foreign web
 * pages. A request without Origin comes from a program, not from a page.
 */
export function createGuard({ hosts, origins, issuer }: GuardOptions): Guard {
  const namedHosts = [
    ...LOOPBACK_HOSTS.map(urlHost),
    ...hosts.map((host) => host.toLowerCase().replace(/:\d+$/, '')),
  ];
  const knownHosts = [...namedHosts, ...(issuer === undefined ? [] : [issuer.hostname])];
  // Any Host is a word about the proxy in front of us, not about whose pages may call.
  const ownHosts = namedHosts.filter((host) => host !== '*');
  const knownOrigins = [
    ...ownHosts,
    ...(issuer === undefined ? [] : [issuer.origin]),
    ...origins.map((origin) => origin.toLowerCase().replace(/\/$/, '')),
  ];
  const allowsOrigin = (origin: string) => {
    const url = parse(origin);
    return knownOrigins.some(
      (known) =>
        known === '*' || (url !== undefined && (known === url.origin || matches(known, url.hostname))),
    );
  };

  const allowsHost = (host: string) => {
    const hostname = HOST.test(host) ? parse(`http://${host}`)?.hostname : undefined;
    return hostname !== undefined && knownHosts.some((known) => known === '*' || matches(known, hostname));
  };
  // Nearly all come by one name, and to parse it takes longer than everything else.
  let lastAllowed: string | undefined;

  return {
    allowsOrigin,
    refuse({ host = '', origin }) {
      if (host !== lastAllowed && !allowsHost(host)) {
        return `Host "${host}" is not allowed here. If a reverse proxy leads clients here under this name, start clawbridge with --auth and --issuer-url; --allowed-hosts names others.`;
      }
      lastAllowed = host;
      if (origin !== undefined && !allowsOrigin(origin)) {
        return `Origin "${origin}" is not allowed here. Name it in --cors-origins if it is yours.`;
      }
      return undefined;
    },
  };
}

function matches(known: string, hostname: string): boolean {
  return known.startsWith('*.') ? hostname.endsWith(known.slice(1)) : known === hostname;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
