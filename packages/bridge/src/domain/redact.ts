import { TOKENS_IN_TEXT } from './access-token.ts';
import { wellFormed } from './well-formed.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const HIDDEN = '***';

/** Shorter values are not treated as secrets: replacing them would only garble ordinary words. */
const SHORTEST_SECRET = 6;

/**
 * Redacts by value, because a secret shows up where no field name announces it: in an error's text, in a URL.
 * Longest first, so that a secret which contains another one leaves nothing behind. Access tokens are known by their
 * looks: nobody keeps them.
 */
export function createRedactor(secrets: Iterable<string | undefined>): Redact {
  const known = [...new Set(secrets)]
    .filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST_SECRET)
    .flatMap(spellings)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const withoutKnown = known.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
    return hideUserInfo(withoutKnown.replaceAll(TOKENS_IN_TEXT, HIDDEN));
  };
}

/** As it is, in a URL, and in a JSON string: log lines and tool results are redacted as finished JSON. */
function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(wellFormed(secret)), JSON.stringify(secret).slice(1, -1)];
}

/** `https://user:password@host` becomes `https://***@host`, also with an @ in the password. Never leaves its JSON string. */
function hideUserInfo(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"]+@/gi, `$1${HIDDEN}@`);
}
