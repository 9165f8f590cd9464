import { usage } from '../config/arguments.ts';
import { unknownAccessToken, type AccessToken } from '../domain/access-token.ts';

/** With less, a slip of the finger takes the wrong token away. Four of them all ids begin with. */
const LEAST_CHARS = 8;

/**
 * The one token an id or its beginning names. Errors: `unknown_token`; `invalid_input` when several begin like it, or the
 * beginning is too short to be meant.
 */
export function namedToken<T extends AccessToken>(tokens: readonly T[], begun: string): T {
  const exact = tokens.find(({ id }) => id === begun);
  if (exact !== undefined) return exact;
  if (begun.length < LEAST_CHARS)
    throw usage(`"${begun}" is too short to name a token; ${LEAST_CHARS} characters of its id will do.`);
  const found = tokens.filter(({ id }) => id.startsWith(begun));
  const [token, another] = found;
  if (token === undefined) throw unknownAccessToken(begun);
  if (another === undefined) return token;
  throw usage(
    `"${begun}" begins the ids of ${found.length} tokens: ${found.map(({ id }) => id).join(', ')}.`,
  );
}
