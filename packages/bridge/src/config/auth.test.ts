import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from './home.fixture.ts';
import type { Environment } from './read.ts';

const SECRET = 'hunter2'.repeat(5);

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const read = async (env: Environment) => (await home.read({ AUTH_ENABLED: 'true', ...env })).auth;
const refusal = async (env: Environment) =>
  await read(env).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('with --auth', () => {
  it('clients sign in with us, and make themselves known', async () => {
    expect(await read({})).toEqual({
      mode: 'oauth',
      issuer: undefined,
      client: undefined,
      redirectUris: [],
      dynamicRegistration: true,
      clientMetadataDocuments: true,
    });
  });

  it('an environment of openclaw-mcp means the same', async () => {
    const env = {
      MCP_CLIENT_ID: 'claude',
      MCP_CLIENT_SECRET: SECRET,
      MCP_ISSUER_URL: 'https://bridge.example.com/',
      MCP_REDIRECT_URIS: 'https://claude.ai/api/mcp/auth_callback, http://localhost/cb',
      MCP_DANGEROUSLY_ALLOW_DCR: 'false',
    };
    expect(await read(env)).toMatchObject({
      client: { id: 'claude', secret: SECRET },
      issuer: 'https://bridge.example.com',
      redirectUris: ['https://claude.ai/api/mcp/auth_callback', 'http://localhost/cb'],
      dynamicRegistration: false,
    });
    expect((await home.read({ AUTH_ENABLED: '1', ...env })).secrets).toContain(SECRET);
  });

  it.each([
    ['https://bridge.example.com:8443/a/b/', 'https://bridge.example.com:8443/a/b'],
    ['HTTPS://Bridge.Example.com', 'https://bridge.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('the issuer can be %s', async (url, issuer) => {
    expect(await read({ MCP_ISSUER_URL: url })).toMatchObject({ issuer });
  });

  it.each<[string, Environment, RegExp]>([
    ['an issuer that is none', { MCP_ISSUER_URL: 'bridge' }, /MCP_ISSUER_URL is not a URL/],
    ['an issuer without encryption', { MCP_ISSUER_URL: 'http://bridge.example.com' }, /without encryption/],
    [
      'an issuer that only looks local',
      { MCP_ISSUER_URL: 'http://localhost.evil.com' },
      /without encryption/,
    ],
    ['an issuer with a query', { MCP_ISSUER_URL: 'https://a.example/?x' }, /nothing behind it/],
    [
      'an issuer with a password',
      { MCP_ISSUER_URL: `https://a:${SECRET}@a.example` },
      /user name or password/,
    ],
    ['an address of the door', { MCP_ISSUER_URL: 'https://a.example/mcp' }, /ends in \/mcp/],
    ['one below a path', { MCP_ISSUER_URL: 'https://a.example/claw/mcp/' }, /ends in \/mcp/],
    ['an issuer of another kind', { MCP_ISSUER_URL: 'ftp://a.example' }, /cannot be ftp:/],
    ['an id without a secret', { MCP_CLIENT_ID: 'claude' }, /MCP_CLIENT_ID is set, and no client secret/],
    ['a secret without an id', { MCP_CLIENT_SECRET: SECRET }, /MCP_CLIENT_SECRET is set, and no client id/],
    ['a short secret', { MCP_CLIENT_ID: 'claude', MCP_CLIENT_SECRET: 'hunter2' }, /fewer than 32/],
    ['an odd id', { MCP_CLIENT_ID: 'a b', MCP_CLIENT_SECRET: SECRET }, /3 to 64/],
    ['an odd secret', { MCP_CLIENT_ID: 'claude', MCP_CLIENT_SECRET: `${SECRET} ü` }, /of ASCII only/],
    [
      'a bad redirect',
      { MCP_REDIRECT_URIS: 'https://a.example/,javascript:alert(1)' },
      /"javascript:alert\(1\)"/,
    ],
    ['a redirect without encryption', { MCP_REDIRECT_URIS: 'http://a.example/' }, /has no encryption/],
    [
      'no way for any client',
      { CLAWBRIDGE_DYNAMIC_REGISTRATION: 'no', CLAWBRIDGE_CLIENT_METADATA_DOCUMENTS: 'no' },
      /No client could sign in/,
    ],
    ['another mode', { CLAWBRIDGE_AUTH_MODE: 'saml' }, /it can be oauth, token, external/],
  ])('%s stops the start, without showing a secret', async (_, env, message) => {
    const thrown = await refusal(env);
    expect(thrown).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) });
    expect(`${JSON.stringify(thrown)} ${String(thrown)}`).not.toContain('hunter2');
  });

  it('nothing but tokens is fine with --auth-mode token', async () => {
    const env = { CLAWBRIDGE_DYNAMIC_REGISTRATION: 'no', CLAWBRIDGE_CLIENT_METADATA_DOCUMENTS: 'no' };
    expect(await read({ ...env, CLAWBRIDGE_AUTH_MODE: 'token' })).toMatchObject({ mode: 'token' });
  });
});

it('matters for nothing without --auth, so that any environment starts', async () => {
  const { auth } = await home.read({ MCP_CLIENT_ID: 'x', MCP_CLIENT_SECRET: 'y', MCP_ISSUER_URL: 'z' });
  expect(auth).toMatchObject({ issuer: undefined, client: undefined, redirectUris: [] });
});
