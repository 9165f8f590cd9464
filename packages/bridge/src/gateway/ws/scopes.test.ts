import { describe, expect, it } from 'vitest';
import { lackingScope, scopesOf } from './scopes.ts';

describe('the scopes a mode asks for', () => {
  it.each([
    ['read', ['operator.read']],
    ['write', ['operator.read', 'operator.write']],
    ['approvals', ['operator.read', 'operator.write', 'operator.approvals']],
    ['admin', ['operator.read', 'operator.write', 'operator.approvals', 'operator.admin']],
  ] as const)('%s', (mode, scopes) => {
    expect(scopesOf(mode)).toEqual(scopes);
  });
});

describe('a connection lacks', () => {
  it.each([
    ['read', [], 'operator.read'],
    ['read', ['operator.read'], undefined],
    ['write', ['operator.read'], 'operator.write'],
    ['approvals', ['operator.read', 'operator.write'], undefined],
    ['admin', ['operator.read', 'operator.write'], undefined],
    ['approvals', ['operator.admin'], undefined],
  ] as const)('in mode %s with %j: %s', (mode, granted, lacking) => {
    expect(lackingScope(mode, granted)).toBe(lacking);
  });
});
