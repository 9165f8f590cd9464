import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Admission } from '../auth/gate.ts';
import { createSignIn } from '../auth/sign-in.ts';
import { newTokenSecret, tokenHash } from '../auth/token-secret.ts';
import { httpSettings } from '../config/http-settings.fixture.ts';
import type { Config } from '../config/read.ts';
import type { GatewayMode } from '../domain/instance.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { anAccessToken } from '../domain/access-token.fixture.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { entranceFrom, type Entrance, type EntranceBridge } from './entrance.ts';
import { createBackground } from '../usecases/background.ts';

const SECRET = newTokenSecret();
const ISSUER = 'https://claw.example.com';

let temp: TempStore;
let bridge: EntranceBridge;
const addressOf = () => ({ address: '', isProxied: false });

beforeEach(async () => {
  temp = createTempStore();
  const log = createRecordingLog();
  const store = temp.open();
  await store.accessTokens.add(anAccessToken({ hash: tokenHash(SECRET), scopes: ['read', 'chat'] }));
  bridge = {
    store,
    clock: createSteppedClock(),
    background: createBackground(log),
    log,
    verbs: { instances: [] },
    note() {},
    signIn: createSignIn({ keyring: store.keyring, clock: createSteppedClock() }),
  };
});
afterEach(() => temp.discard());

const auth: Config['auth'] = {
  mode: 'token',
  issuer: ISSUER,
  client: undefined,
  redirectUris: [],
  dynamicRegistration: true,
  clientMetadataDocuments: true,
  external: { issuer: 'https://id.example.com', audience: undefined, jwksUrl: undefined, owner: undefined },
};

function configWith(
  over: Partial<Config['auth']>,
  http: Partial<Config['http']> = {},
  mode: GatewayMode = 'approvals',
) {
  return {
    http: httpSettings({ host: '::1', auth: true, ...http }),
    auth: { ...auth, ...over },
    allow: EVERYTHING,
    instanceDefaults: { mode } as Config['instanceDefaults'],
  };
}

const request = (token?: string, path = '/mcp') =>
  new Request(
    `http://localhost${path}`,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  );

const challengeOf = async ({ gate }: Entrance, path?: string) =>
  ((await gate(request(undefined, path))) as Response).headers.get('www-authenticate');

/** What is answered there, over a socket. */
async function documentAt({ authorization }: Entrance, path: string): Promise<unknown> {
  const server = createServer((req, res) => void authorization?.handle(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    expect(authorization?.owns(path)).toBe(true);
    return await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).json();
  } finally {
    server.close().closeAllConnections();
  }
}

describe('the entrance', () => {
  it('is open to everybody as the owner where nobody asks for tokens', async () => {
    const { gate, authorization } = await entranceFrom(configWith({}, { auth: false }), bridge, addressOf);
    expect(await gate(request())).toMatchObject({ principal: { id: 'owner' } });
    expect(authorization).toBeUndefined();
  });

  it.each(['token', 'oauth', 'external'] as const)(
    'lets in who shows a token made by hand, and nobody else, in mode %s',
    async (mode) => {
      const { gate } = await entranceFrom(configWith({ mode }), bridge, addressOf);
      expect(await gate(request(SECRET))).toMatchObject({
        principal: { id: 'owner', scopes: ['read', 'chat'] },
      });
      expect(await gate(request())).toMatchObject({ status: 401 });
      expect(await gate(request('other'))).toMatchObject({ status: 401 });
    },
  );

  it('holds every token to what this process may do', async () => {
    const { gate } = await entranceFrom(configWith({}, {}, 'read'), bridge, addressOf);
    const { principal } = (await gate(request(SECRET))) as Admission;
    expect(principal.scopes).toEqual(['read']);
  });

  it.each(['token', 'oauth', 'external'] as const)(
    'tells in mode %s where to ask for a token',
    async (mode) => {
      const entrance = await entranceFrom(configWith({ mode }), bridge, addressOf);
      const metadata = `${ISSUER}/.well-known/oauth-protected-resource/mcp`;
      expect(await challengeOf(entrance)).toContain(`resource_metadata="${metadata}"`);
      expect(entrance.authorization?.owns(new URL(metadata).pathname)).toBe(true);
      expect(entrance.authorization?.owns('/oauth/token')).toBe(mode === 'oauth');
      expect(entrance.issuer?.hostname).toBe('claw.example.com');
    },
  );

  const doors = [
    ['/mcp', '/mcp', '/mcp'],
    ['/sse', '/sse', '/sse'],
    ['/messages', '/sse', '/sse'],
    ['/', '/', ''],
  ] as const;
  it.each(
    (['token', 'oauth', 'external'] as const).flatMap((mode) =>
      doors.map(([path, door, address]) => [mode, path, door, address] as const),
    ),
  )(
    'in mode %s tells who is refused at %s of the address he was given',
    async (mode, path, door, address) => {
      const entrance = await entranceFrom(configWith({ mode }), bridge, addressOf);
      const metadata = `${ISSUER}/.well-known/oauth-protected-resource${door}`;
      expect(await challengeOf(entrance, path)).toContain(`resource_metadata="${metadata}"`);
      expect(await documentAt(entrance, new URL(metadata).pathname)).toMatchObject({
        resource: ISSUER + address,
      });
    },
  );

  it('tells nothing where nobody said under which address it is called', async () => {
    const entrance = await entranceFrom(
      configWith({ issuer: undefined }, { host: '0.0.0.0' }),
      bridge,
      addressOf,
    );
    expect(entrance.authorization).toBeUndefined();
    expect(await challengeOf(entrance)).toBe('Bearer');
  });

  it('is called where it listens, where only programs of this machine can call', async () => {
    const entrance = await entranceFrom(
      configWith({ mode: 'oauth', issuer: undefined }, { port: 3000 }),
      bridge,
      addressOf,
    );
    expect(entrance.issuer?.href).toBe('http://[::1]:3000/');
  });

  it.each([
    { host: '0.0.0.0', port: 3000 },
    { host: '127.0.0.1', port: 0 },
  ])('needs an address under which clients can sign in, which %j is none', async (http) => {
    await expect(
      entranceFrom(configWith({ mode: 'oauth', issuer: undefined }, http), bridge, addressOf),
    ).rejects.toMatchObject({
      code: 'config_invalid',
      hint: expect.stringContaining('--issuer-url'),
    });
  });
});
