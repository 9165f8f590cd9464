import { expect, it } from 'vitest';
import type { ListedGrant } from '../auth/oauth/grants.ts';
import { grantLine } from './grant-line.ts';

const GRANT: ListedGrant = {
  id: 'gra_0123456789abcdef01234567',
  principal: 'owner',
  clientId: 'abc',
  scopes: ['read', 'chat'],
  instances: [],
  at: 0,
};

it('tells a grant in one line', () => {
  expect(grantLine({ ...GRANT, clientName: 'Claude', expiresAt: 86_400_000 })).toBe(
    'gra_0123456789abcdef01234567  read,chat  "Claude"  abc  granted 1970-01-01T00:00:00.000Z  never used  good until 1970-01-02T00:00:00.000Z',
  );
  expect(grantLine({ ...GRANT, lastRenewedAt: 86_400_000, instances: ['home', 'lab'] })).toBe(
    'gra_0123456789abcdef01234567  read,chat  -  abc  granted 1970-01-01T00:00:00.000Z  last renewed 1970-01-02T00:00:00.000Z  only instances home,lab',
  );
});

it('lets no client write into the terminal, nor pass its name for what stands beside it', () => {
  const line = grantLine({ ...GRANT, clientName: 'a\n\u001B[2J"  never used', clientId: 'b\u202Ec' });
  expect(line).toContain('  "a ⏎ [2J\\"  never used"  b c  granted ');
});
