interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly isSecure: boolean;
}

/** Keeps cookies as the strictest browser does: a Secure one is neither taken nor sent without TLS, on no host. */
export interface CookieJar {
  store(address: URL, response: Response): void;
  /** The header for a request; empty where there is nothing to send. */
  headerFor(address: URL): string;
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    store(address, response) {
      for (const line of response.headers.getSetCookie()) {
        const { cookie, isOver } = parse(line, address);
        if (cookie.isSecure && address.protocol !== 'https:') continue;
        const key = `${cookie.host} ${cookie.path} ${cookie.name}`;
        if (isOver) cookies.delete(key);
        else cookies.set(key, cookie);
      }
    },
    headerFor(address) {
      return [...cookies.values()]
        .filter((cookie) => belongsTo(cookie, address))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ');
    },
  };
}

function parse(line: string, address: URL): { readonly cookie: Cookie; readonly isOver: boolean } {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const attributes = new Map(
    rest.map((part) => nameAndValue(part)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const [name, value] = nameAndValue(pair);
  const ends = attributes.has('max-age')
    ? Number(attributes.get('max-age')) * 1000
    : Date.parse(attributes.get('expires') ?? '') - Date.now();
  return {
    cookie: {
      name,
      value,
      host: address.hostname,
      path: attributes.get('path') ?? address.pathname.replace(/\/[^/]*$/, '/'),
      isSecure: attributes.has('secure'),
    },
    isOver: ends <= 0,
  };
}

function nameAndValue(part: string): [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

function belongsTo({ host, path, isSecure }: Cookie, address: URL): boolean {
  if (host !== address.hostname || (isSecure && address.protocol !== 'https:')) return false;
  const below = path.endsWith('/') ? path : `${path}/`;
  return address.pathname === path || address.pathname.startsWith(below);
}
