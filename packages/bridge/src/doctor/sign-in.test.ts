import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOwnerPassword } from '../auth/owner-password.ts';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { openStore } from '../store/open-store.ts';
import { checkIssuer } from './issuer.ts';
import { checkProxy } from './proxy.ts';
import { checkSignIn } from './sign-in.ts';

let home: TempHome;
beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const ONLINE = { AUTH_ENABLED: 'true', MCP_ISSUER_URL: 'https://claw.example.com' };

describe('who would be let in', () => {
  it.each([
    [{}, 'ok', 'only programs of this machine'],
    [{ HOST: '0.0.0.0' }, 'warn', 'does not start on 0.0.0.0'],
    [{ AUTH_ENABLED: 'true', CLAWBRIDGE_AUTH_MODE: 'token' }, 'ok', 'show tokens'],
    [{ AUTH_ENABLED: 'true', HOST: '0.0.0.0' }, 'fail', 'where to sign in'],
    [ONLINE, 'fail', 'no password is set'],
  ])('with %j is %s: %s', async (env: Record<string, string>, status, detail) => {
    const [finding] = await checkSignIn(await home.read(env));
    expect(finding).toMatchObject({
      name: 'Authentication',
      status,
      detail: expect.stringContaining(detail),
    });
    expect(finding?.hint !== undefined).toBe(status !== 'ok');
  });

  it('is the owner, once there is a password', async () => {
    const config = await home.read(ONLINE);
    const store = await openStore(config);
    await createOwnerPassword(store).set('correct horse battery');
    await store.close();
    expect(await checkSignIn(config)).toMatchObject([{ status: 'ok' }]);
  });

  it('cannot be said without a store', async () => {
    home.write('state.db', 'no database at all, and long enough to be taken for one');
    expect(await checkSignIn(await home.read(ONLINE))).toMatchObject([{ status: 'fail' }]);
  });
});

describe('the address clients call', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close().closeAllConnections();
  });

  async function checkAgainst(body: string): Promise<unknown> {
    server = createServer((_, response) => response.end(body));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return await checkIssuer(await home.read({ ...ONLINE, MCP_ISSUER_URL: url }));
  }

  it('leads to a clawbridge', async () => {
    expect(await checkAgainst('{"status":"ok","version":"1.2.3"}')).toMatchObject([{ status: 'ok' }]);
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

describe('the proxy', () => {
  it.each([
    [{ ...ONLINE, TRUST_PROXY: '64.0.0.0/2' }, 'warn', '64.0.0.0/2'],
    [{ ...ONLINE, TRUST_PROXY: '2000::/3' }, 'warn', '2000::/3'],
    [{ ...ONLINE, TRUST_PROXY: 'loopback, uniquelocal' }, 'ok', '--trust-proxy'],
    [ONLINE, 'warn', 'no proxy is trusted'],
  ])('with %j is %s: %s', async (env: Record<string, string>, status, detail) => {
    const [finding] = await checkProxy(await home.read(env));
    expect(finding).toMatchObject({ name: 'Proxy', status, detail: expect.stringContaining(detail) });
    expect(finding?.hint !== undefined).toBe(status !== 'ok');
  });

  it('is none where nobody calls from outside', async () => {
    expect(await checkProxy(await home.read())).toEqual([]);
  });
});
