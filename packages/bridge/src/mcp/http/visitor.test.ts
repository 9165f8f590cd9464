import { describe, expect, it } from 'vitest';
import { aGuest } from '../../domain/principal.fixture.ts';
import { OWNER } from '../../domain/principal.ts';
import { passFor, visitorWith } from './visitor.ts';

describe('a pass', () => {
  it('lets in whom it was made for, and holds no token', () => {
    const pass = passFor(OWNER);
    expect(visitorWith(pass)).toBe(OWNER);
    expect(pass).toMatchObject({ token: '', clientId: 'owner' });
  });

  it('is of one request: two of them are told apart', () => {
    const [ada, ben] = [aGuest('ada'), aGuest('ben')];
    const passes = [passFor(ada), passFor(ben)];
    expect(passes.map(visitorWith)).toEqual([ada, ben]);
  });

  it.each([
    ['there is none', undefined],
    ['it is made up', { token: '', clientId: 'owner', scopes: [...OWNER.scopes] }],
    ['it is a copy', { ...passFor(OWNER) }],
  ])('fails closed: nobody comes in when %s', (_, pass) => {
    expect(() => visitorWith(pass)).toThrow('without its principal');
  });
});
