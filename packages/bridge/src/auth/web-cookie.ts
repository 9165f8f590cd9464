/** With the prefix browsers take it over https alone, for this host alone, and let no other host of the domain replace it. */
const SECURE_NAME = '__Host-clawbridge';
/** Over plain http, which is loopback, there is no such thing. */
const PLAIN_NAME = 'clawbridge';

/**
 * As long as browsers keep any. A session ends when the store says so: a cookie that went before it would make a stranger of its
 * holder, or the owner where strangers are taken for him.
 */
const KEPT_S = 400 * 24 * 60 * 60;

const SECRET = /^[\w-]{43}$/;

/** What the cookie of a request says, if it is one of ours. */
export function readWebCookie(header: string | null | undefined, isSecure: boolean): string | undefined {
  const named = cookiesIn(header ?? '');
  return named.get(SECURE_NAME) ?? (isSecure ? undefined : named.get(PLAIN_NAME));
}

/** `Set-Cookie` that signs a browser in. */
export function webCookie(secret: string, isSecure: boolean): string {
  return `${attributed(isSecure, secret)}; Max-Age=${KEPT_S}`;
}

/** `Set-Cookie` that signs it out. */
export function clearedWebCookie(isSecure: boolean): string {
  return `${attributed(isSecure, '')}; Max-Age=0`;
}

function attributed(isSecure: boolean, value: string): string {
  const name = isSecure ? SECURE_NAME : PLAIN_NAME;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

/** The first of several of one name: browsers send the one of the longest path first. */
function cookiesIn(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    const value = pair.slice(at + 1).trim();
    if (!found.has(name) && SECRET.test(value)) found.set(name, value);
  }
  return found;
}
