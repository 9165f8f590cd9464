import { unknownAccessToken, type AccessToken } from '../domain/access-token.ts';
import { named } from './named.ts';

/** The one token an id or its beginning names. Errors: `unknown_token`, `invalid_input`. */
export function namedToken<T extends AccessToken>(tokens: readonly T[], begun: string): T {
  return named(tokens, begun, { noun: 'token', unknown: unknownAccessToken });
}
