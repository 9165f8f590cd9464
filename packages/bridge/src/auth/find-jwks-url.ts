import * as z from 'zod';
import { LOOPBACK_HOSTS, urlHost } from '../domain/host.ts';
import { issuerUnavailable, type PatientFetch } from './patient-fetch.ts';

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Where the keys of an issuer are, by his own metadata. Errors: `issuer_unavailable`. */
export async function findJwksUrl(issuer: string, fetchJson: PatientFetch): Promise<string> {
  let failure: unknown;
  for (const url of metadataUrls(issuer)) {
    try {
      return jwksUrlIn(await (await fetchJson(url)).json(), issuer, url);
    } catch (thrown) {
      failure ??= thrown;
    }
  }
  throw issuerUnavailable(failure);
}

function jwksUrlIn(metadata: unknown, issuer: string, url: string): string {
  const { data } = metadataSchema.safeParse(metadata);
  if (data === undefined) throw new Error(`${url} names no keys`);
  // Otherwise one issuer could speak for another (RFC 8414, section 3.3).
  if (data.issuer !== issuer) throw new Error(`${url} is of another issuer`);
  if (!isSafe(data.jwks_uri)) throw new Error(`${url} names keys over plain HTTP`);
  return data.jwks_uri;
}

/** As OpenID Connect has it, behind the issuer; and as RFC 8414 has it, between its host and its path. */
function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.map(urlHost).includes(hostname));
}
