import { describe, expect, it } from 'vitest';
import { readTrustProxy } from './trust-proxy.ts';

const read = (...entries: string[]) =>
  readTrustProxy(entries, 'TRUST_PROXY').map(({ address, bits }) => `${address}/${bits}`);

describe('the proxies that are trusted', () => {
  it.each([
    [[], []],
    [['false'], []],
    [['10.0.0.5'], ['10.0.0.5/32']],
    [
      ['10.0.0.0/8', '2001:db8::/32'],
      ['10.0.0.0/8', '2001:db8::/32'],
    ],
    [['::1'], ['::1/128']],
    [['loopback'], ['127.0.0.0/8', '::1/128']],
    [['LinkLocal'], ['169.254.0.0/16', 'fe80::/10']],
    [
      ['uniquelocal', '192.0.2.1'],
      ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', '192.0.2.1/32'],
    ],
  ])('may be %j', (entries, ranges) => {
    expect(read(...entries)).toEqual(ranges);
  });

  it.each([
    ['true', 'trusted by their address only'],
    ['1', 'trusted by their address only'],
    ['2', 'trusted by their address only'],
    ['0.0.0.0/0', 'every address'],
    ['::/0', 'every address'],
    ['10.0.0.0/33', 'no address'],
    ['proxy.local', 'no address'],
    ['10.0.0', 'no address'],
    ['*', 'no address'],
  ])('cannot be %s, and what to write instead is said', (entry, message) => {
    expect(() => read('loopback', entry)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: expect.stringContaining(message),
        hint: expect.stringContaining('loopback'),
      }),
    );
  });
});
