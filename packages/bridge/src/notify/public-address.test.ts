import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { allowedHosts } from './allowed-hosts.ts';
import type { Resolve } from '../net/public-address.ts';
import { publicLookup, webhookUrl } from './public-address.ts';

const nobody = allowedHosts([]);
const check = (url: string, allowed = nobody) => webhookUrl(url, allowed, 'invalid_input');

describe('the address of a webhook', () => {
  it.each([
    'https://example.com/hook?key=1',
    'https://example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'HTTPS://EXAMPLE.COM./',
  ])('may be %s', (url) => {
    expect(check(url).href).toBe(new URL(url).href);
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.0.0.1./',
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://017700000001/',
    'https://１２７.0.0.1/',
    'https://0/',
    'https://localhost/',
    'https://LOCALHOST:8443/',
    'https://localhost./',
    'https://ⓛocalhost/',
    'https://anything.localhost/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://100.127.255.255/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://240.0.0.1/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://[::]/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::127.0.0.1]/',
    'https://[64:ff9b:1::10.0.0.1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[fd12:3456::1]/',
    'https://[ff02::1]/',
    'https://[2001:db8::1]/',
    'https://[4000::1]/',
  ])('may not be %s, which only this machine can reach', (url) => {
    expect(() => check(url)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(/is not on the public internet\.$/),
        hint: expect.stringContaining('--webhook-hosts'),
      }),
    );
  });

  it.each([
    ['http://example.com/', /would be called without encryption/],
    ['ftp://example.com/', /cannot be ftp:/],
    ['file:///etc/passwd', /cannot be file:/],
    ['https://', /is not a URL/],
    ['https://[fe80::1%25eth0]/', /is not a URL/],
    ['https://256.1.1.1/', /is not a URL/],
    ['https://me:hunter2@example.com/', /holds a user name or password/],
    ['https://127.0.0.1@example.com/', /holds a user name or password/],
    ['https://example.com@127.0.0.1/', /holds a user name or password/],
  ])('may not be %s', (url, message) => {
    expect(() => check(url)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), hint: expect.any(String) }),
    );
    expect(() => check(url)).not.toThrow(/hunter2/);
  });

  it('shows neither path nor query, which are often the key to a webhook', () => {
    expect(() => check('http://example.com/T00/hunter2?key=hunter2')).not.toThrow(/hunter2/);
  });

  it('may be private and without encryption on a host that somebody allowed', () => {
    const allowed = allowedHosts(['localhost:8080', '10.0.0.1']);
    expect(check('http://localhost:8080/x', allowed).host).toBe('localhost:8080');
    expect(check('https://10.0.0.1/', allowed).host).toBe('10.0.0.1');
    expect(() => check('http://localhost:8081/', allowed)).toThrow(/not on the public internet/);
    expect(() => check('http://me@localhost:8080/', allowed)).toThrow(/user name/);
  });
});

/** A name server that says this of every name. */
const answering =
  (...addresses: readonly string[]): Resolve =>
  (_, __, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const resolve = (resolver: Resolve, all: boolean) =>
  new Promise<string | readonly LookupAddress[]>((fulfil, reject) => {
    publicLookup(resolver)('hook.example', { all }, (error, found) =>
      error ? reject(error) : fulfil(found),
    );
  });

describe('a name', () => {
  it('leads where all of its addresses are public', async () => {
    expect(await resolve(answering('8.8.8.8', '2606:4700::1111'), true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect(await resolve(answering('8.8.8.8', '1.1.1.1'), false)).toBe('8.8.8.8');
  });

  it.each([
    [['127.0.0.1']],
    [['8.8.8.8', '10.0.0.1']],
    [['10.0.0.1', '8.8.8.8']],
    [['8.8.8.8', '::1']],
    [['::ffff:127.0.0.1']],
    [['fe80::1%eth0']],
    [['no address']],
    [[]],
  ])('leads nowhere with %j, and nobody learns why', async (addresses) => {
    for (const all of [true, false]) {
      const refused = await resolve(answering(...addresses), all).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'notify_refused',
        retryable: false,
        message: 'The webhook at hook.example is not on the public internet.',
      });
    }
  });

  it('that nobody knows is what the name server says', async () => {
    const unknown: Resolve = (_, __, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    await expect(resolve(unknown, true)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('is asked of the system unless somebody says otherwise', async () => {
    const refused = new Promise((fulfil) => {
      publicLookup()('localhost', { all: true }, fulfil);
    });
    expect(await refused).toMatchObject({ code: 'notify_refused' });
  });
});
