import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { tellAddress } from './tell-address.ts';

let home: TempHome;
beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

/** What the log has when a server listens with these settings. */
async function told(env: Record<string, string>) {
  const log = createRecordingLog();
  tellAddress(await home.read(env), { url: 'http://127.0.0.1:3000', log, instances: ['home'] });
  return log.lines;
}

const ONLINE = {
  AUTH_ENABLED: 'true',
  MCP_ISSUER_URL: 'https://claw.example.com',
  TRUST_PROXY: 'loopback',
};
const SERVING = { level: 'info', message: 'serving MCP at http://127.0.0.1:3000/mcp' };

describe('the log of a server that starts', () => {
  it('has where it listens, and for which instances', async () => {
    expect(await told({})).toEqual([
      { ...SERVING, fields: { url: 'http://127.0.0.1:3000', instances: ['home'] } },
    ]);
  });

  it.each([
    [ONLINE, 'clients connect to https://claw.example.com/mcp; you let them in with your password'],
    [
      { ...ONLINE, CLAWBRIDGE_AUTH_MODE: 'token' },
      'clients connect to https://claw.example.com/mcp with a token of `clawbridge token create NAME`',
    ],
    [
      {
        ...ONLINE,
        CLAWBRIDGE_AUTH_MODE: 'external',
        CLAWBRIDGE_EXTERNAL_ISSUER: 'https://login.example.com',
      },
      'clients connect to https://claw.example.com/mcp with a token of https://login.example.com',
    ],
    [
      { AUTH_ENABLED: 'true', HOST: '0.0.0.0', CLAWBRIDGE_AUTH_MODE: 'token' },
      'clients connect with a token of `clawbridge token create NAME`',
    ],
    [
      { AUTH_ENABLED: 'true' },
      'clients connect to http://127.0.0.1:3000/mcp; you let them in with your password',
    ],
  ])('has what clients connect to, and how they get in: %j', async (env, message) => {
    const lines = await told(env);
    expect(lines).toMatchObject([SERVING, { level: 'info', message }]);
  });

  it('warns when all clients seem to come from the proxy', async () => {
    const { TRUST_PROXY: _, ...env } = ONLINE;
    const lines = await told(env);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatchObject({
      level: 'warn',
      message: expect.stringMatching(/^no proxy is trusted, .* Use --trust-proxy loopback /),
    });
  });
});
