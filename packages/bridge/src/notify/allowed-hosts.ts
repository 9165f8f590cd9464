/** Whether somebody named the host of this address as one that webhooks may reach, wherever it is. */
export type IsAllowed = (url: URL) => boolean;

/** From entries like `nas.local`, `nas.local:8080`, `192.168.1.5` and `[::1]:9000`; without a port every port is meant. */
export function allowedHosts(entries: readonly string[]): IsAllowed {
  const allowed = new Set(entries.map(spelling));
  return (url) => {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const host = withoutDot(url.hostname);
    return allowed.has(host) || allowed.has(`${host}:${port}`);
  };
}

/** Whether an entry can be meant: a host or `host:port`, and neither an address with a scheme nor a pattern. */
export function isHostEntry(entry: string): boolean {
  return spelling(entry) !== undefined;
}

/** As the URL parser writes it, because that is what it is compared with. */
function spelling(entry: string): string | undefined {
  const bare = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(entry) ? `[${entry}]` : entry;
  const [, host = '', port] = /^(\[[^\]]+\]|[^:/?#@\\*\s]+)(?::(\d{1,5}))?$/.exec(bare) ?? [];
  if (host === '' || !URL.canParse(`http://${host}`)) return undefined;
  const { hostname } = new URL(`http://${host}`);
  return port === undefined ? withoutDot(hostname) : `${withoutDot(hostname)}:${Number(port)}`;
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}
