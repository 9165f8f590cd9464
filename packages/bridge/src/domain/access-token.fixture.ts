import type { AccessToken } from './access-token.ts';
import { EVERYTHING } from './allow-list.ts';

export function anAccessToken(over: Partial<AccessToken> = {}): AccessToken {
  return {
    id: 'tok_0123456789ab',
    name: 'Cursor',
    hash: 'hash',
    principal: 'owner',
    scopes: ['read', 'chat'],
    allow: EVERYTHING,
    createdAt: 1_000,
    ...over,
  };
}
