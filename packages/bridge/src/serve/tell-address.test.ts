import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import type { LinkReport } from '../domain/link.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { tellAddress } from './tell-address.ts';

let home: TempHome;
beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

/** What the log has when a server listens with these settings. */
async function told(env: Record<string, string>, links: readonly LinkReport[] = []) {
  const log = createRecordingLog();
  tellAddress(await home.read(env), { url: 'http://127.0.0.1:3000', log, links, instances: ['home'] });
  return log.lines;
}

const ONLINE = {
  AUTH_ENABLED: 'true',
  MCP_ISSUER_URL: 'https://claw.example.com',
  TRUST_PROXY: 'loopback',
};
const messages = (lines: Awaited<ReturnType<typeof told>>) => lines.map(({ message }) => message);

const SERVING = { level: 'info', message: 'serving MCP at http://127.0.0.1:3000/mcp' };

describe('the log of a server that starts', () => {
  it('has where it listens, and for which instances', async () => {
    expect(await told({ CLAWBRIDGE_CHAT: 'false' })).toEqual([
      { ...SERVING, fields: { url: 'http://127.0.0.1:3000', instances: ['home'] } },
    ]);
  });

  it('has where the page is, and how an OpenClaw gets there where there never was one', async () => {
    expect(messages(await told({}))).toEqual([
      SERVING.message,
      expect.stringContaining('web chat at http://127.0.0.1:3000/ '),
      expect.stringContaining('`clawbridge channel install` adds it'),
    ]);
    expect(messages(await told(ONLINE))[1]).toContain('https://claw.example.com/');
  });

  it('names the OpenClaws the chat waits for, and those that are there', async () => {
    const links = [
      { name: 'default', isConnected: false, since: 0 },
      { name: 'work', isConnected: true, since: 0 },
    ];
    expect(messages(await told({}, links))[2]).toContain(': default, work (connected)');
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
    const lines = await told({ ...env, CLAWBRIDGE_CHAT: 'false' });
    expect(lines).toMatchObject([SERVING, { level: 'info', message }]);
  });

  it('warns when all clients seem to come from the proxy', async () => {
    const { TRUST_PROXY: _, ...env } = ONLINE;
    const lines = await told({ ...env, CLAWBRIDGE_CHAT: 'false' });
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatchObject({
      level: 'warn',
      message: expect.stringMatching(/^no proxy is trusted, .* Use --trust-proxy loopback /),
    });
  });
});
