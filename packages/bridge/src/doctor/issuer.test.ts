import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { checkIssuer } from './issuer.ts';

let home: TempHome;
beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const ONLINE = { AUTH_ENABLED: 'true', MCP_ISSUER_URL: 'https://claw.example.com' };

describe('the address clients call', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close().closeAllConnections();
  });

  /** What the check says of an issuer with this path on a machine where this is answered at `/healthz` below it. */
  async function checkAgainst(body: string, path = ''): Promise<unknown> {
    server = createServer(({ url }, response) =>
      url === `${path}/healthz` ? response.end(body) : response.writeHead(404).end(),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    return await checkIssuer(await home.read({ ...ONLINE, MCP_ISSUER_URL: url }));
  }

  it.each(['', '/bridge'])('leads to a clawbridge, with %j before its paths', async (path) => {
    expect(await checkAgainst('{"status":"ok","version":"1.2.3"}', path)).toMatchObject([{ status: 'ok' }]);
  });

  it('leads to somebody else', async () => {
    expect(await checkAgainst('<html>welcome to nginx</html>')).toMatchObject([
      { status: 'warn', detail: expect.stringContaining('somebody else') },
    ]);
  });

  it('leads nowhere', async () => {
    const env = { ...ONLINE, MCP_ISSUER_URL: 'http://127.0.0.1:1' };
    expect(await checkIssuer(await home.read(env))).toMatchObject([
      { status: 'warn', detail: expect.stringContaining('cannot be reached from here') },
    ]);
  });

  it('does not matter where nobody signs in', async () => {
    expect(await checkIssuer(await home.read())).toEqual([]);
  });
});
