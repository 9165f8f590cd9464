import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { selfSigned } from '../notify/self-signed.fixture.ts';
import { publicLookup, type Resolve } from './public-address.ts';
import { createPublicFetch } from './public-fetch.ts';

const HOST = 'client.example';
const certificate = selfSigned(HOST);
const clock = createSteppedClock();
const limits = { maxBytes: 1_000 };

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on the internet, as far as names go. */
async function publish(
  answer: RequestListener,
): Promise<{ url: string; get: (url: string) => Promise<Response> }> {
  server = createServer(certificate, answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const get = createPublicFetch({
    clock,
    ca: certificate.cert,
    lookup: (_, options, callback) =>
      options.all === true
        ? callback(null, [{ address: '127.0.0.1', family: 4 }])
        : callback(null, '127.0.0.1', 4),
  });
  return { url: `https://${HOST}:${port}/client.json`, get: (url) => get(url, limits) };
}

describe('a document of the internet', () => {
  it('is fetched, with what tells how long it is good', async () => {
    const { url, get } = await publish((_, res) => {
      res.writeHead(200, { 'cache-control': 'max-age=60', 'set-cookie': 'a=b' }).end('{"a":1}');
    });
    const response = await get(url);
    expect([response.status, await response.json()]).toEqual([200, { a: 1 }]);
    expect([...response.headers]).toEqual([['cache-control', 'max-age=60']]);
  });

  it.each([301, 302, 304, 404, 500])('is not looked for elsewhere after a %i', async (status) => {
    const { url, get } = await publish((_, res) => {
      res.writeHead(status, { location: 'https://127.0.0.1/' }).end();
    });
    expect((await get(url)).status).toBe(status);
  });

  it('is not read to its end when it is too large', async () => {
    const { url, get } = await publish((_, res) => {
      res.write('x'.repeat(2_000));
    });
    await expect(get(url)).rejects.toThrow('more than 1000 bytes');
  });

  it('is not waited for longer than a person waits', async () => {
    const { url, get } = await publish(() => clock.advance(5_000));
    await expect(get(url)).rejects.toThrow('took too long');
  });

  it('is not taken half when the connection breaks', async () => {
    const { url, get } = await publish((_, res) => {
      res.writeHead(200, { 'content-length': 100 });
      res.write('half', () => res.destroy());
    });
    await expect(get(url)).rejects.toThrow('aborted');
  });

  it('is not taken from a server nobody vouches for', async () => {
    const { url } = await publish((_, res) => res.end('{}'));
    const get = createPublicFetch({
      clock,
      lookup: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    await expect(get(url, limits)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });
});

describe('nothing is fetched from', () => {
  const get = createPublicFetch({ clock });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://anything.localhost/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://[fd00::1]/',
  ])('%s', async (url) => {
    await expect(get(url, limits)).rejects.toThrow('is not on the public internet');
  });

  it.each(['http://example.com/', 'file:///etc/passwd', 'data:,x'])('%s', async (url) => {
    await expect(get(url, limits)).rejects.toThrow('is not fetched');
  });

  it.each([['127.0.0.1'], ['169.254.169.254'], ['::1'], ['::ffff:10.0.0.1']])(
    'a name that leads to %s',
    async (address) => {
      const resolve: Resolve = (_, __, callback) =>
        callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
      const guarded = createPublicFetch({
        clock,
        lookup: publicLookup((name) => new Error(`${name} is inside`), resolve),
      });
      await expect(guarded('https://client.example/', limits)).rejects.toThrow('client.example is inside');
    },
  );
});
