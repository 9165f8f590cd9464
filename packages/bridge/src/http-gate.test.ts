import { describe, expect, it } from 'vitest';
import type { Admission } from './auth/gate.ts';
import { newTokenSecret, tokenHash } from './auth/token-secret.ts';
import type { Config } from './config/read.ts';
import { anAccessToken } from './domain/access-token.fixture.ts';
import { EVERYTHING } from './domain/allow-list.ts';
import { createTokenShelf } from './domain/port/access-token-store.fixture.ts';
import { createRecordingLog } from './domain/port/recording-log.fixture.ts';
import { createSteppedClock } from './domain/port/stepped-clock.fixture.ts';
import { aGuest } from './domain/principal.fixture.ts';
import { entranceFrom } from './http-gate.ts';
import { createBackground } from './usecases/background.ts';

const SECRET = newTokenSecret();
const ISSUER = 'https://claw.example.com';

const bridge = {
  accessTokens: createTokenShelf([anAccessToken({ hash: tokenHash(SECRET), scopes: ['read', 'chat'] })]),
  clock: createSteppedClock(),
  background: createBackground(createRecordingLog()),
};
const nobody = { externalIssuer: undefined, externalAudience: undefined, externalJwksUrl: undefined };

function configWith(auth: Partial<Config['auth']>, isOn = true, mode: 'read' | 'approvals' = 'approvals') {
  const http: Config['http'] = { host: '::1', port: 0, allowedHosts: [], corsOrigins: [], auth: isOn };
  return {
    http,
    auth: { authMode: 'token' as const, issuerUrl: ISSUER, externalOwner: undefined, ...nobody, ...auth },
    allow: EVERYTHING,
    instanceDefaults: { mode } as Config['instanceDefaults'],
  };
}

const request = (token?: string) =>
  new Request(
    'http://localhost/mcp',
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  );

describe('the entrance', () => {
  it('is open to everybody as the owner where nobody asks for tokens', async () => {
    const { gate, metadata } = await entranceFrom(configWith({}, false), bridge);
    expect(await gate(request())).toMatchObject({ principal: { id: 'owner' } });
    expect(metadata).toBeUndefined();
  });

  it.each(['token', 'oauth', 'external'] as const)(
    'lets in who shows a token made by hand, and nobody else, in mode %s',
    async (authMode) => {
      const config = configWith({ authMode, externalIssuer: 'https://id.example.com' });
      const { gate } = await entranceFrom(config, bridge, async () => undefined);
      expect(await gate(request(SECRET))).toMatchObject({
        principal: { id: 'owner', scopes: ['read', 'chat'] },
      });
      expect(await gate(request())).toMatchObject({ status: 401 });
      expect(await gate(request('other'))).toMatchObject({ status: 401 });
    },
  );

  it('holds every token to what this process may do', async () => {
    const { gate } = await entranceFrom(configWith({}, true, 'read'), bridge);
    const { principal } = (await gate(request(SECRET))) as Admission;
    expect(principal.scopes).toEqual(['read']);
  });

  it.each([
    ['oauth', true],
    ['token', false],
    ['external', false],
  ] as const)('in mode %s takes tokens of our own authorization server: %s', async (authMode, taken) => {
    const own = async () => ({ principal: aGuest() });
    const config = configWith({ authMode, externalIssuer: 'https://id.example.com' });
    const { gate } = await entranceFrom(config, bridge, own);
    expect((await gate(request('opaque'))) instanceof Response).toBe(!taken);
  });

  it.each([
    ['oauth', [ISSUER], ['read', 'chat', 'approve', 'admin']],
    ['token', undefined, undefined],
    ['external', ['https://id.example.com'], ['mcp']],
  ] as const)('tells in mode %s where to get a token', async (authMode, servers, scopes) => {
    const config = configWith({ authMode, externalIssuer: 'https://id.example.com' });
    const { gate, metadata } = await entranceFrom(config, bridge, async () => undefined);
    expect(metadata).toMatchObject({ resource: `${ISSUER}/mcp` });
    expect(metadata?.authorization_servers).toEqual(servers);
    expect(metadata?.scopes_supported).toEqual(scopes);
    expect(((await gate(request())) as Response).headers.get('www-authenticate')).toBe(
      `Bearer resource_metadata="${ISSUER}/.well-known/oauth-protected-resource/mcp"`,
    );
  });

  it('names no authorization server of our own where there is none', async () => {
    const { metadata } = await entranceFrom(configWith({ authMode: 'oauth' }), bridge);
    expect(metadata).not.toHaveProperty('authorization_servers');
  });

  it('tells nothing where nobody said under which address it is called', async () => {
    const { gate, metadata } = await entranceFrom(configWith({ issuerUrl: undefined }), bridge);
    expect(metadata).toBeUndefined();
    expect(((await gate(request())) as Response).headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each<[Partial<Config['auth']>, string]>([
    [{ authMode: 'external' }, 'needs --external-issuer'],
    [
      { authMode: 'external', externalIssuer: 'https://id.example.com', issuerUrl: undefined },
      'needs --issuer-url',
    ],
    [{ issuerUrl: 'http://claw.example.com' }, '--issuer-url is plain HTTP'],
  ])('is not made with %j', async (auth, message) => {
    await expect(entranceFrom(configWith(auth), bridge)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
  });
});
