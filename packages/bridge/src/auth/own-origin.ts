import type { GuardedHeaders } from './guard.ts';

/**
 * True for a page that we have served ourselves: its Origin is where the request goes, or our address on the internet. Other pages
 * of this machine are foreign ones here, whatever they may do at other doors.
 */
export function isOwnOrigin({ host = '', origin }: GuardedHeaders, issuer: URL | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  return url.origin === issuer?.origin || url.host === host.toLowerCase();
}

/** The page came over https: a cookie for it may go nowhere else. */
export function isSecurePage({ host = '', origin }: GuardedHeaders, issuer: URL | undefined): boolean {
  if (origin !== undefined) return origin.toLowerCase().startsWith('https:');
  return issuer?.protocol === 'https:' && issuer.host === host.toLowerCase();
}
