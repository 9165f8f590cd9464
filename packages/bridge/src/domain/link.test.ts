import { describe, expect, it } from 'vitest';
import { linkOf, linkPrincipal } from './link.ts';

describe('the principal of a link', () => {
  it('says which link it is', () => {
    expect(linkOf(linkPrincipal('work-2'))).toBe('work-2');
  });

  it.each(['owner', 'ada', 'link:', 'link:a b', 'my-link:default', `link:${'x'.repeat(65)}`])(
    'is not %j',
    (principal) => {
      expect(linkOf(principal)).toBeUndefined();
    },
  );
});
