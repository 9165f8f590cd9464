import { createRedactor, type Redact } from '../../domain/redact.ts';
import { secretsIn } from './token.ts';

/** So much of a token tells something of it; ordinary words are rarely in one. */
const LEAST_PART = 12;

/** Nobody says so much in one breath: it may be a token, or a part of one that is spelled otherwise. */
const LONG_RUN = /[\w.~%+/=-]{24,}/g;

const HIDDEN = '***';

/**
 * For what others say of an endpoint: a close frame has room for 123 bytes, so that a token which is quoted in it is cut
 * off and would not be found as a whole.
 */
export function createTokenHider(url: string): Redact {
  const redact = createRedactor(secretsIn(url));
  const [whole, ...spellings] = secretsIn(url);
  const secrets = spellings.length > 0 ? spellings : [whole ?? url];
  return (text) => hideParts(redact(text), secrets).replaceAll(LONG_RUN, HIDDEN);
}

function hideParts(text: string, secrets: readonly string[]): string {
  let shown = '';
  let at = 0;
  while (at < text.length) {
    const length = Math.max(...secrets.map((secret) => partAt(text, at, secret)));
    shown += length > 0 ? HIDDEN : text.charAt(at);
    at += Math.max(1, length);
  }
  return shown;
}

/** How much of a secret stands there. 0 where it is too little to be one. */
function partAt(text: string, at: number, secret: string): number {
  let length = LEAST_PART;
  if (at + length > text.length || !secret.includes(text.slice(at, at + length))) return 0;
  while (at + length < text.length && secret.includes(text.slice(at, at + length + 1))) length++;
  return length;
}
