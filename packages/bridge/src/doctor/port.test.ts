import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../config/read.ts';
import { checkPort } from './port.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close().closeAllConnections();
});

/** What the check says of a port on which somebody answers this. */
async function checkAgainst(body: string, host = '127.0.0.1') {
  server = createServer((_, response) => response.end(body));
  await once(server.listen(0, host), 'listening');
  return await check(host, (server.address() as AddressInfo).port);
}

const check = async (host: string, port: number, auth = false) =>
  await checkPort({ http: { host, port, auth } } as unknown as Config);

const ours = { name: 'Port', status: 'ok', detail: expect.stringContaining('clawbridge is serving') };
const inTheWay = { name: 'Port', status: 'warn', hint: expect.stringContaining('--port') };
const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === '::1'));

describe('the port of serve', () => {
  it('is fine when it is free', async () => {
    expect(await check('127.0.0.1', 0)).toMatchObject([{ status: 'ok' }]);
  });

  it.each([
    { ready: true, version: '1.2.3' },
    { ready: false, version: '1.2.3', reason: 'no store' },
  ])('is fine when clawbridge has it: %o', async (body) => {
    expect(await checkAgainst(JSON.stringify(body))).toMatchObject([ours]);
  });

  it.each([
    { asks: false, auth: false, status: 'ok', detail: 'asks for no token' },
    { asks: true, auth: true, status: 'ok', detail: 'asks for a token' },
    { asks: true, auth: false, status: 'warn', detail: 'asks for a token; with the settings of this' },
    { asks: false, auth: true, status: 'warn', detail: 'asks for no token; with the settings of this' },
  ])('tells what clawbridge asks of clients there: %o', async ({ asks, auth, status, detail }) => {
    server = createServer(({ url }, response) => {
      response.statusCode = asks && url === '/mcp' ? 401 : 200;
      response.end('{"ready":true,"version":"1.2.3"}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const [finding] = await check('127.0.0.1', (server.address() as AddressInfo).port, auth);
    expect(finding).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(finding?.hint?.includes('config.json5')).toBe(status === 'warn' ? true : undefined);
  });

  it.skipIf(!hasIPv6)('is fine when clawbridge has it on IPv6', async () => {
    expect(await checkAgainst('{"ready":true,"version":"1.2.3"}', '::1')).toMatchObject([ours]);
  });

  it.each(['{"version":"8.1"}', '{"ready":true}', 'null', '[]', 'hello'])(
    'is taken when another program has it that answers %s',
    async (body) => {
      expect(await checkAgainst(body)).toMatchObject([inTheWay]);
    },
  );
});
