/** The names this machine has for itself: nobody else reaches what listens there. */
export const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** A host as a URL writes it: IPv6 in brackets, so that its colons are not taken for the port. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
