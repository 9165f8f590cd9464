import type { ServerResponse } from 'node:http';

/** Sets headers that go with an answer, whatever it is. Who answers may set others instead. */
export type Dress = (res: ServerResponse) => void;

const A_YEAR_S = 365 * 24 * 60 * 60;

/**
 * For answers that no page shows or embeds. `issuer`: our address on the internet; browsers are told to come over https only
 * where it is https. There is no Cross-Origin-Opener-Policy: clients open the page that asks for consent in a window of their
 * own, and hear of its end from there.
 */
export function securityHeaders(issuer: URL | undefined): Readonly<Record<string, string>> {
  return {
    'X-Content-Type-Options': 'nosniff',
    // Not `no-referrer`: browsers then hide the Origin of our own forms from us.
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    // Requests of pages that CORS lets in are not held up by it.
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...(issuer?.protocol === 'https:' ? { 'Strict-Transport-Security': `max-age=${A_YEAR_S}` } : {}),
  };
}

export function createDress(headers: Readonly<Record<string, string>>): Dress {
  const entries = Object.entries(headers);
  return function dress(res) {
    for (const [name, value] of entries) res.setHeader(name, value);
  };
}
