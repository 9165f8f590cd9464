import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../domain/allow-list.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { SCOPES } from '../domain/principal.ts';
import { createExternalIssuer, type ExternalIssuerOptions } from './external-issuer.ts';
import { AUDIENCE, inSeconds, startIssuer, type Claims, type TestIssuer } from './issuer.fixture.ts';

const MINUTE_MS = 60_000;

let issuer: TestIssuer;
afterEach(() => issuer.stop());

async function aDoorman(
  over: Partial<ExternalIssuerOptions> = {},
  of: Parameters<typeof startIssuer>[0] = {},
) {
  issuer = await startIssuer(of);
  const clock = createSteppedClock(Date.now());
  const limits = { scopes: SCOPES, allow: [] };
  const verify = createExternalIssuer({ issuer: issuer.url, audiences: [AUDIENCE], limits, clock, ...over });
  return { verify, clock, shown: async (claims?: Claims) => await verify(await issuer.sign(claims)) };
}

describe('a token of another issuer', () => {
  it('says whose it is, what it is good for, and which client shows it', async () => {
    const { shown } = await aDoorman();
    expect(await shown({ scope: 'openid chat read', client_id: 'cursor' })).toEqual({
      principal: { id: 'ext:ada', scopes: ['read', 'chat'], allow: [] },
      client: 'cursor',
    });
  });

  it('can be the owner’s', async () => {
    const { shown } = await aDoorman({ owner: 'ada' });
    expect((await shown())?.principal.id).toBe('owner');
    expect((await shown({ sub: 'owner' }))?.principal.id).toBe('ext:owner');
  });

  it('gives no more than the process may do', async () => {
    const ofProcess = { ...EVERYTHING, agents: ['main'] };
    const { shown } = await aDoorman({ limits: { scopes: ['read'], allow: [ofProcess] } });
    expect((await shown({ scope: 'read chat admin' }))?.principal).toEqual({
      id: 'ext:ada',
      scopes: ['read'],
      allow: [ofProcess],
    });
  });

  it.each<[Claims, readonly string[]]>([
    [{}, []],
    [{ scope: 'openid profile' }, []],
    [{ scope: 'mcp' }, ['read', 'chat']],
    [{ scope: 'mcp approve' }, ['read', 'chat', 'approve']],
    [{ scp: 'read' }, ['read']],
    [{ scp: ['read', 'admin'] }, ['read', 'admin']],
    [{ scope: 'read', scp: ['chat'] }, ['read', 'chat']],
    [{ scope: ['read'], scp: 7 }, ['read']],
    [{ scope: 'READ readonly' }, []],
  ])('with %j is good for %j', async (claims, scopes) => {
    const { shown } = await aDoorman();
    expect((await shown(claims))?.principal.scopes).toEqual(scopes);
  });

  it.each(['RS256', 'PS384', 'ES512', 'EdDSA'])('may be signed with %s', async (alg) => {
    const { shown } = await aDoorman({}, { alg });
    expect(await shown()).toBeDefined();
  });

  it.each<[string, Claims]>([
    ['meant for somebody else', { aud: 'https://other.example.com/mcp' }],
    ['meant for nobody', { aud: [] }],
    ['of another issuer', { iss: 'https://other.example.com' }],
    ['of nobody', { sub: undefined }],
    ['expired', { exp: inSeconds(-10) }],
    ['good for ever', { exp: undefined }],
    ['not good yet', { nbf: inSeconds(60) }],
  ])('is refused when it is %s', async (_, claims) => {
    const { shown } = await aDoorman();
    expect(await shown(claims)).toBeUndefined();
  });

  it('may be a few seconds older than it should', async () => {
    const { shown } = await aDoorman();
    expect(await shown({ exp: inSeconds(-2) })).toBeDefined();
  });

  it('is refused when it is not signed, or with a secret that everybody knows', async () => {
    const { verify } = await aDoorman();
    const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'ada', exp: inSeconds(60) };
    const unsigned = new UnsecuredJWT(claims).encode();
    const publicKey = new TextEncoder().encode(await (await fetch(issuer.jwksUrl)).text());
    const confused = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(publicKey);
    for (const token of [unsigned, `${unsigned}x`, confused]) expect(await verify(token)).toBeUndefined();
  });

  it('is refused when it was changed', async () => {
    const { verify } = await aDoorman();
    const [head, , signature] = (await issuer.sign()).split('.');
    const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'eve', exp: inSeconds(60) };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expect(await verify(`${head}.${body}.${signature}`)).toBeUndefined();
  });

  it('asks nobody when it is none', async () => {
    const { verify } = await aDoorman();
    for (const token of ['', 'opaque', `cbt_${'a'.repeat(43)}`, 'a.b', 'a.b.c.d', 'a.b.c d'])
      expect(await verify(token)).toBeUndefined();
    expect(issuer.asked).toEqual([]);
  });
});

describe('the keys of another issuer', () => {
  it.each([
    ['', 'openid-configuration', '/.well-known/openid-configuration'],
    ['/tenant', 'openid-configuration', '/tenant/.well-known/openid-configuration'],
    ['/tenant', 'oauth-authorization-server', '/.well-known/oauth-authorization-server/tenant'],
  ])('of %j are found by its %s', async (path, metadata, at) => {
    const { shown } = await aDoorman({}, { path, metadata });
    expect(await shown()).toBeDefined();
    expect(issuer.asked).toContain(at);
  });

  it('are fetched once for all', async () => {
    const { shown } = await aDoorman();
    await Promise.all([shown(), shown(), shown()]);
    await shown();
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('need not be looked for where somebody says where they are', async () => {
    issuer = await startIssuer();
    const { jwksUrl } = issuer;
    const limits = { scopes: SCOPES, allow: [] };
    const options = {
      issuer: issuer.url,
      audiences: [AUDIENCE],
      limits,
      clock: createSteppedClock(Date.now()),
    };
    expect(await createExternalIssuer({ ...options, jwksUrl })(await issuer.sign())).toBeDefined();
    expect(issuer.asked).toEqual(['/keys']);
  });

  it('are not fetched again and again for keys there are none of', async () => {
    const { verify, shown } = await aDoorman();
    const old = await issuer.sign();
    await shown();
    await issuer.rotate();
    for (const token of [await issuer.sign(), await issuer.sign()])
      expect(await verify(token)).toBeUndefined();
    expect(await verify(old)).toBeDefined();
    expect(issuer.asked).toHaveLength(2);
  });

  it.each<[string, string, unknown, number]>([
    ['its metadata cannot be had', '/.well-known/openid-configuration', {}, 500],
    [
      'its metadata are of another issuer',
      '/.well-known/openid-configuration',
      { issuer: 'https://x.example', jwks_uri: 'https://x.example/keys' },
      200,
    ],
    ['its metadata name no keys', '/.well-known/openid-configuration', { issuer: 'x' }, 200],
    ['its keys cannot be had', '/keys', {}, 503],
    ['its keys are none', '/keys', { keys: 'none' }, 200],
    ['it breaks the connection', '/keys', undefined, 200],
  ])('are said to be away when %s, and are there again later', async (_, path, body, status) => {
    const { shown, clock } = await aDoorman();
    issuer.answer(path, body, status);
    const away = {
      code: 'issuer_unavailable',
      retryable: true,
      hint: expect.stringContaining('--external-issuer'),
    };
    await expect(shown()).rejects.toMatchObject(away);
    issuer.mend();
    clock.advance(MINUTE_MS / 2);
    expect(await shown()).toBeDefined();
  });

  it('are not looked for while the issuer is known to be away, whoever shows what', async () => {
    const { shown, clock } = await aDoorman();
    issuer.answer('/.well-known/openid-configuration', {}, 500);
    await expect(shown()).rejects.toMatchObject({ code: 'issuer_unavailable' });
    const before = issuer.asked.length;
    await expect(shown()).rejects.toMatchObject({ code: 'issuer_unavailable' });
    expect(issuer.asked).toHaveLength(before);
    clock.advance(MINUTE_MS);
    await expect(shown()).rejects.toMatchObject({ code: 'issuer_unavailable' });
    expect(issuer.asked.length).toBeGreaterThan(before);
  });

  it('are not taken over plain HTTP from elsewhere', async () => {
    const { shown } = await aDoorman();
    const jwks_uri = 'http://keys.example.com/keys';
    issuer.answer('/.well-known/openid-configuration', { issuer: issuer.url, jwks_uri });
    await expect(shown()).rejects.toThrow('plain HTTP');
  });
});
