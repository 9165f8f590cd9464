import { expect, it } from 'vitest';
import { anAccessToken } from '../domain/access-token.fixture.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
import { tokenLine } from './token-line.ts';

it('tells a token in one line', () => {
  expect(tokenLine({ ...anAccessToken(), state: 'active' })).toBe(
    'tok_0123456789ab  active   read,chat  owner  Cursor  never used',
  );
});

it('tells what a token is held to, and until when', () => {
  const token = anAccessToken({
    name: 'a\n\u001B[2Jb',
    allow: { ...EVERYTHING, instances: ['home', 'lab'], sessionPrefixes: ['notes'] },
    lastUsedAt: 0,
    expiresAt: 86_400_000,
  });
  const line = tokenLine({ ...token, state: 'expired' });
  expect(line).toContain('last used 1970-01-01T00:00:00.000Z  good until 1970-01-02T00:00:00.000Z');
  expect(line).toMatch(/ {2}only instances home,lab {2}only sessions notes$/);
  for (const control of ['\n', '\u001B']) expect(line).not.toContain(control);
});
