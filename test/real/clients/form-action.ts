/**
 * May a form of `page` be sent to `target`? `policy` is the page's Content-Security-Policy. Asked for every redirect of the
 * answer too, as Chrome does: that is how a page that forgets where the client waits keeps people from ever getting there.
 */
export function allowsFormTarget(policy: string | null, page: URL, target: URL): boolean {
  const directive = policy?.split(';').find((one) => /^\s*form-action(\s|$)/i.test(one));
  if (directive === undefined) return true;
  const [, ...sources] = directive.trim().split(/\s+/);
  return sources.some((source) => matches(source, page, target));
}

function matches(source: string, page: URL, target: URL): boolean {
  if (source === "'self'") return target.origin === page.origin && target.origin !== 'null';
  if (source.endsWith(':')) return target.protocol === source;
  const [, scheme, host = '', port] =
    /^(?:([\w+.-]+):\/\/)?([^/:]+|\[[^\]]*\])(?::(\*|\d+))?/.exec(source) ?? [];
  if (scheme !== undefined && `${scheme}:` !== target.protocol) return false;
  if (host.startsWith('*.') ? !target.hostname.endsWith(host.slice(1)) : host !== target.hostname)
    return false;
  return port === '*' || (port ?? '') === target.port;
}
