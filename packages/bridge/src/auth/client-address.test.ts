import { describe, expect, it } from 'vitest';
import { createClientAddress, type AddressRange } from './client-address.ts';

const LOOPBACK: readonly AddressRange[] = [
  { address: '127.0.0.0', bits: 8 },
  { address: '::1', bits: 128 },
];
const CLOUD: readonly AddressRange[] = [
  { address: '10.0.0.0', bits: 8 },
  { address: 'fd00::', bits: 8 },
];

/** The address alone. */
function addressThrough(trusted: readonly AddressRange[]) {
  const clientAddress = createClientAddress(trusted);
  return (connected: string | undefined, forwarded: string | undefined) =>
    clientAddress(connected, forwarded).address;
}

describe('the address of a client', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80::1'],
    [undefined, ''],
  ])('is that of the connection: %s', (connected, address) => {
    expect(addressThrough([])(connected, undefined)).toBe(address);
  });

  it('is not what a stranger says it is', () => {
    expect(addressThrough(LOOPBACK)('192.0.2.7', '198.51.100.1')).toBe('192.0.2.7');
    expect(addressThrough([])('127.0.0.1', '198.51.100.1')).toBe('127.0.0.1');
  });

  it.each([
    ['the client alone', '198.51.100.1', '198.51.100.1'],
    ['what the client sent before it', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
    ['another trusted proxy behind it', '203.0.113.9, 198.51.100.1, 127.0.0.2', '198.51.100.1'],
    ['only trusted proxies', '127.0.0.3, 127.0.0.2', '127.0.0.3'],
    ['a port', '198.51.100.1:50123', '198.51.100.1'],
    ['an IPv6 address with a port', '[2001:db8::5]:50123', '2001:db8::5'],
    ['an IPv6 address', '2001:db8::5', '2001:db8::5'],
    ['an IPv4 address in IPv6', '::ffff:198.51.100.1', '198.51.100.1'],
    ['nothing', '', '127.0.0.1'],
    ['no address', '198.51.100.1, unknown', '127.0.0.1'],
    ['an empty entry', '198.51.100.1,', '127.0.0.1'],
  ])('is what a trusted proxy says: %s', (_, forwarded, address) => {
    expect(addressThrough(LOOPBACK)('::ffff:127.0.0.1', forwarded)).toBe(address);
  });

  it('goes through as many proxies as are trusted, and no further', () => {
    const address = addressThrough([...LOOPBACK, ...CLOUD]);
    expect(address('::1', '198.51.100.1, fd12::1, 10.1.2.3')).toBe('198.51.100.1');
    expect(address('::1', '198.51.100.1, 192.0.2.7, 10.1.2.3')).toBe('192.0.2.7');
  });

  it('is found in a header of any length', () => {
    const forwarded = Array.from({ length: 2_000 }, () => '127.0.0.1').join(',');
    expect(addressThrough(LOOPBACK)('127.0.0.1', `198.51.100.1,${forwarded}`)).toBe('198.51.100.1');
  });

  it.each([
    ['nobody trusted', [], '127.0.0.1', '198.51.100.1', false],
    ['a stranger', LOOPBACK, '192.0.2.7', '198.51.100.1', false],
    ['a proxy that says nothing', LOOPBACK, '127.0.0.1', undefined, false],
    ['a proxy that says nonsense', LOOPBACK, '127.0.0.1', 'unknown', false],
    ['a trusted proxy', LOOPBACK, '::ffff:127.0.0.1', '198.51.100.1', true],
    ['a trusted proxy whose address begins with the client’s', CLOUD, '10.0.0.11', '10.0.0.1', true],
    ['a trusted proxy for a client beside it', LOOPBACK, '127.0.0.1', '127.0.0.1', true],
  ] as const)('came through %s', (_, trusted, connected, forwarded, isProxied) => {
    expect(createClientAddress(trusted)(connected, forwarded).isProxied).toBe(isProxied);
  });
});
