import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { checkProxy } from './proxy.ts';

let home: TempHome;
beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const ONLINE = { AUTH_ENABLED: 'true', MCP_ISSUER_URL: 'https://claw.example.com' };

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
