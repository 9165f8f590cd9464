/**
 * Where a server of one's own lets devices in, with the same token. Undefined for an address that does not end as the way in
 * for tools does. The query stays as it is: a token that is decoded and encoded again is another one.
 */
export function callUrl(url: string): string | undefined {
  const [, before, query] = /^([^?#]*)\/mcp\/?(\?.*)?$/.exec(url) ?? [];
  return before === undefined ? undefined : `${before}/call/${query ?? ''}`;
}
