import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';

/** Who may call the HTTP door, by Host and Origin: the two headers that tell a web page's request from a program's. */
export interface Guard {
  /** The reason for refusing the request, or undefined. */
  refuse(headers: Headers): string | undefined;
  /** True for an Origin that may read our answers from a browser. */
  allowsOrigin(origin: string): boolean;
}

export interface GuardOptions {
  /** Names besides the loopback ones; `*` means any. */
  readonly hosts: readonly string[];
  /** `https://app.example.com`, `app.example.com`, `*.example.com` or `*`. */
  readonly origins: readonly string[];
}

/**
 * Checks the Host against DNS rebinding (a foreign name that resolves to us) and the Origin against foreign web
 * pages. A request without Origin comes from a program, not from a page.
 */
export function createGuard({ hosts, origins }: GuardOptions): Guard {
  const knownHosts = [
    ...LOOPBACK_HOSTS.map(urlHost),
    ...hosts.map((host) => host.toLowerCase().replace(/:\d+$/, '')),
  ];
  // Any Host is a word about the proxy in front of us, not about whose pages may call.
  const ownHosts = knownHosts.filter((host) => host !== '*');
  const knownOrigins = [...ownHosts, ...origins.map((origin) => origin.toLowerCase().replace(/\/$/, ''))];
  const allowsOrigin = (origin: string) => {
    const url = parse(origin);
    return knownOrigins.some(
      (known) =>
        known === '*' || (url !== undefined && (known === url.origin || matches(known, url.hostname))),
    );
  };

  return {
    allowsOrigin,
    refuse(headers) {
      const host = headers.get('host') ?? '';
      const hostname = parse(`http://${host}`)?.hostname;
      if (hostname === undefined || !knownHosts.some((known) => known === '*' || matches(known, hostname))) {
        return `Host "${host}" is not allowed here. Name it in --allowed-hosts if a proxy in front of clawbridge uses it.`;
      }
      const origin = headers.get('origin');
      if (origin !== null && !allowsOrigin(origin)) {
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
