import { describe, expect, it } from 'vitest';
import { EVERYTHING, permits } from './allow-list.ts';
import { heldTo, isAlike, OWNER, type Principal } from './principal.ts';

const only = (...instances: readonly string[]) => ({ ...EVERYTHING, instances });

describe('somebody who is held to limits', () => {
  const ada: Principal = { id: 'ada', scopes: ['read', 'chat'], allow: [only('home', 'lab')] };

  it('is the same person', () => {
    expect(heldTo({ scopes: [], allow: [] }, ada).id).toBe('ada');
  });

  it('may do what both allow', () => {
    expect(heldTo({ scopes: ['read', 'admin'], allow: [] }, ada).scopes).toEqual(['read']);
  });

  it('may touch what both allow', () => {
    const { allow } = heldTo({ scopes: [], allow: [only('lab', 'office')] }, ada);
    const touched = ['home', 'lab', 'office'].filter((instance) => permits(allow, { instance }));
    expect(touched).toEqual(['lab']);
  });
});

describe('two principals are alike', () => {
  it.each<[string, Partial<Principal>, boolean]>([
    ['when all is the same', { scopes: OWNER.scopes.toReversed() }, true],
    ['not when they are two people', { id: 'ada' }, false],
    ['not when one may do more', { scopes: ['read'] }, false],
    ['not when one may touch more', { allow: [only('home')] }, false],
  ])('%s', (_, over, expected) => {
    expect(isAlike(OWNER, { ...OWNER, ...over })).toBe(expected);
  });
});
