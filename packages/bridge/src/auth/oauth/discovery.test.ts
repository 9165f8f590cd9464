import { afterEach, describe, expect, it } from 'vitest';
import { createTempStore } from '../../store/sqlite/temp-store.fixture.ts';
import type { AuthorizationServerOptions } from './authorization-server.ts';
import { openWebBridge, type WebBridge } from './bridge-on-the-web.fixture.ts';
import { addressesOf } from './addresses.ts';

const openOn = (over: Partial<AuthorizationServerOptions> = {}) => openWebBridge(createTempStore(), over);

let bridge: WebBridge | undefined;

afterEach(async () => {
  await bridge?.close();
});

const json = async (url: string) => (await (await fetch(url)).json()) as Record<string, unknown>;

describe('a client finds', () => {
  it.each([
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server/mcp',
    '/.well-known/openid-configuration',
    '/.well-known/openid-configuration/mcp',
    '/mcp/.well-known/openid-configuration',
  ])('the authorization server at %s', async (path) => {
    bridge = await openOn();
    const { url } = bridge;
    expect(bridge.server.owns(path)).toBe(true);
    expect(await json(url + path)).toMatchObject({
      issuer: url,
      authorization_endpoint: `${url}/oauth/authorize`,
      token_endpoint: `${url}/oauth/token`,
      registration_endpoint: `${url}/oauth/register`,
      revocation_endpoint: `${url}/oauth/revoke`,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      authorization_response_iss_parameter_supported: true,
      scopes_supported: ['read', 'chat', 'approve', 'admin'],
    });
  });

  it.each([
    ['/.well-known/oauth-protected-resource', '/mcp'],
    ['/.well-known/oauth-protected-resource/mcp', '/mcp'],
    ['/.well-known/oauth-protected-resource/sse', '/sse'],
    ['/.well-known/oauth-protected-resource/', ''],
  ])('what is protected at %s', async (path, resource) => {
    bridge = await openOn();
    expect(await json(bridge.url + path)).toEqual({
      resource: bridge.url + resource,
      authorization_servers: [bridge.url],
      scopes_supported: ['read', 'chat', 'approve'],
      bearer_methods_supported: ['header'],
      resource_name: 'clawbridge',
    });
  });

  it('no more than there is', async () => {
    bridge = await openOn({ dynamicRegistration: false });
    const server = await json(`${bridge.url}/.well-known/oauth-authorization-server`);
    expect(server).not.toHaveProperty('registration_endpoint');
    expect(server).not.toHaveProperty('client_id_metadata_document_supported');
  });

  it('the public keys, and no private ones', async () => {
    bridge = await openOn();
    const { keys } = (await json(`${bridge.url}/oauth/jwks`)) as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
    const other = await bridge.again();
    expect(other.owns('/oauth/jwks')).toBe(true);
  });

  it('from a page of another site, too', async () => {
    bridge = await openOn();
    const url = `${bridge.url}/.well-known/oauth-protected-resource/mcp`;
    const asked = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://a.example' } });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('behind a path', () => {
  it.each([
    '/.well-known/oauth-authorization-server/bridge',
    '/.well-known/oauth-authorization-server/bridge/mcp',
    '/bridge/.well-known/oauth-authorization-server',
    '/bridge/.well-known/openid-configuration',
    '/.well-known/openid-configuration/bridge',
    '/.well-known/oauth-protected-resource/bridge/mcp',
    '/bridge/.well-known/oauth-protected-resource',
    '/bridge/oauth/token',
    '/oauth/token',
  ])('%s is ours', async (path) => {
    bridge = await openOn({ issuer: 'https://example.com/bridge' });
    expect(bridge.server.owns(path)).toBe(true);
  });

  it('everything is named with it', async () => {
    bridge = await openOn({ issuer: 'https://example.com/bridge/' });
    const { of, resource, prefix } = addressesOf('https://example.com/bridge');
    expect(prefix).toBe('/bridge');
    const server = await json(`${new URL(bridge.url).origin}/.well-known/oauth-authorization-server/bridge`);
    expect(server).toMatchObject({
      issuer: 'https://example.com/bridge',
      token_endpoint: of('/oauth/token'),
      protected_resources: [resource],
    });
    expect(bridge.server.metadataUrl('/mcp')).toBe(
      'https://example.com/.well-known/oauth-protected-resource/bridge/mcp',
    );
  });

  it.each(['/bridge', ''])('a sign-in stays there, whether the proxy keeps %j', async (kept) => {
    bridge = await openOn({ issuer: 'https://example.com/bridge' });
    const origin = new URL(bridge.url).origin;
    const clientId = await bridge.newClient();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: 'https://app.example.com/callback',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const response = await fetch(`${origin}${kept}/oauth/authorize?${query.toString()}`, {
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toMatch(/^\/bridge\/oauth\/interaction\//);
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/path=\/bridge\/oauth.*secure/i);
  });
});

it.each([
  '/',
  '/mcp',
  '/oauthx',
  '/healthz',
  '/.well-known/other',
  '/x/.well-known/openid-configuration',
  '/OAUTH/token',
])('leaves %s to others', async (path) => {
  bridge = await openOn();
  expect(bridge.server.owns(path)).toBe(false);
});
