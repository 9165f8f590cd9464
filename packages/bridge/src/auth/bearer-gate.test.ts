import { describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { aGuest } from '../domain/principal.fixture.ts';
import { createBearerGate } from './bearer-gate.ts';
import type { Admission } from './gate.ts';

const WELL_KNOWN = 'https://claw.example.com/.well-known/oauth-protected-resource';
const METADATA = `${WELL_KNOWN}/mcp`;
const ada = { principal: aGuest('ada'), client: 'phone' };

const gate = createBearerGate({
  verifiers: [async () => undefined, async (token) => (token === 'abc.DEF-1_2~3+4/5==' ? ada : undefined)],
  metadataUrl: (path) => WELL_KNOWN + path,
});
const asked = async (headers: Record<string, string>, url = 'http://localhost/mcp') =>
  await gate(new Request(url, { headers }));

describe('the bearer gate', () => {
  it.each(['Bearer abc.DEF-1_2~3+4/5==', 'bearer   abc.DEF-1_2~3+4/5== '])(
    'lets in whose token somebody vouches for: %j',
    async (authorization) => {
      expect(await asked({ authorization })).toMatchObject(ada);
    },
  );

  it('says of who is in when his token is no longer good', async () => {
    let isGood = true;
    const strict = createBearerGate({ verifiers: [async () => (isGood ? ada : undefined)] });
    const request = new Request('http://localhost/mcp', { headers: { authorization: 'Bearer a' } });
    const { isWelcome } = (await strict(request)) as Admission;
    expect(await isWelcome?.()).toBe(true);
    isGood = false;
    expect(await isWelcome?.()).toBe(false);
  });

  it.each([
    {},
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer a b' },
  ])('tells %j where to get a token, and of no error', async (headers: Record<string, string>) => {
    const response = (await asked(headers)) as Response;
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(`Bearer resource_metadata="${METADATA}"`);
    expect(await response.json()).toMatchObject({ error_description: 'This needs a bearer token.' });
  });

  it('tells of what was called, whatever it was called with', async () => {
    const response = (await asked({}, 'http://localhost/sse?sessionId=1')) as Response;
    expect(response.headers.get('www-authenticate')).toBe(`Bearer resource_metadata="${WELL_KNOWN}/sse"`);
  });

  it('refuses a token nobody vouches for, without repeating it', async () => {
    const response = (await asked({ authorization: 'Bearer stolen' })) as Response;
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", resource_metadata="${METADATA}"`,
    );
    expect(await response.text()).not.toContain('stolen');
  });

  it('does not look for tokens in addresses', async () => {
    const response = await asked({}, 'http://localhost/mcp?access_token=abc.DEF-1_2~3+4/5==');
    expect(response).toMatchObject({ status: 401 });
  });

  it('says nothing of metadata where there is none', async () => {
    const plain = createBearerGate({ verifiers: [] });
    const response = (await plain(new Request('http://localhost/mcp'))) as Response;
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('is not open because the store cannot say', async () => {
    const broken = createBearerGate({
      verifiers: [async () => Promise.reject(new Failure('store_unavailable', 'The disk is full.'))],
    });
    const request = new Request('http://localhost/mcp', { headers: { authorization: 'Bearer a' } });
    await expect(broken(request)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
