import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatAddress, readAddress } from './address.ts';

it.each([
  ['k3v9abcdefgh.018f-7a', { user: 'k3v9abcdefgh', thread: '018f-7a' }],
  ['owner', { user: 'owner' }],
  [' Bob ', { user: 'Bob' }],
  ['李雷', { user: '李雷' }],
])('%s leads somewhere', (text, address) => {
  expect(readAddress(text)).toEqual(address);
});

it.each(['', '.', 'a.', '.b', 'a.b.c', 'a b', 'a.B', `${'a'.repeat(65)}`, 'a\n.b'])(
  '%j leads nowhere',
  (text) => {
    expect(readAddress(text)).toBeUndefined();
  },
);

it('an address that was written is read as it was', () => {
  const user = fc.stringMatching(/^[a-z2-7]{12}$/);
  fc.assert(
    fc.property(user, fc.option(fc.uuid(), { nil: undefined }), (name, thread) => {
      const address = { user: name, ...(thread === undefined ? {} : { thread }) };
      expect(readAddress(formatAddress(address))).toEqual(address);
    }),
  );
});

it('whatever is typed is an address or none, and one that is written again leads to the same place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const address = readAddress(text);
      if (address !== undefined) expect(readAddress(formatAddress(address))).toEqual(address);
    }),
  );
});
