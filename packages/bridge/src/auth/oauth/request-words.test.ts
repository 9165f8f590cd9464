import { describe, expect, it } from 'vitest';
import { addressesOf } from './addresses.ts';
import { authorizationWords, tokenWords } from './request-words.ts';

const addresses = addressesOf('https://bridge.example.com');
const authorize = (query: string) =>
  Object.fromEntries(authorizationWords(new URLSearchParams(query), addresses));
const token = (form: string) => Object.fromEntries(tokenWords(new URLSearchParams(form), addresses));

describe('the scope of an authorization request', () => {
  it.each([
    ['', 'read chat'],
    ['scope=', 'read chat'],
    ['scope=mcp+offline_access', 'read chat approve admin'],
    ['scope=mcp:tools', 'read chat approve admin'],
    ['scope=approve+read', 'read approve'],
    ['scope=read+unheard_of', 'read'],
    ['scope=openid+profile', 'read chat'],
    ['scope=unheard_of', 'read chat'],
  ])('%j means %s', (query, scope) => {
    expect(authorize(query)).toMatchObject({ scope });
  });

  it('stays wrong when it is said twice', () => {
    expect(
      authorizationWords(new URLSearchParams('scope=read&scope=admin'), addresses).getAll('scope'),
    ).toEqual(['read', 'admin']);
  });
});

it('ignores of an authorization request what it does not understand', () => {
  expect(authorize('client_id=a&nonce=n&max_age=0&claims=%7B%7D&prompt=select_account+consent')).toEqual({
    client_id: 'a',
    prompt: 'consent',
    scope: 'read chat',
  });
});

it.each([
  'https://bridge.example.com/mcp',
  'https://bridge.example.com/mcp/',
  'https://bridge.example.com',
  'https://BRIDGE.example.com:443/sse',
])('takes %s for the one resource there is', (resource) => {
  expect(authorize(`resource=${encodeURIComponent(resource)}`)['resource']).toBe(
    'https://bridge.example.com/mcp',
  );
});

it.each([
  'https://evil.example/mcp',
  'https://bridge.example.com/other',
  'mcp',
  'https://bridge.example.com.evil/mcp',
])('does not take %s for ours', (resource) => {
  expect(authorize(`resource=${encodeURIComponent(resource)}`)['resource']).toBe(resource);
});

describe('the scope of a refresh', () => {
  it.each([
    ['scope=mcp+offline_access', undefined],
    ['scope=offline_access', undefined],
    ['scope=read', 'read'],
    ['scope=read+admin', 'read admin'],
    ['scope=unheard_of', 'unheard_of'],
  ])('%j asks for %j', (form, scope) => {
    expect(token(form)['scope']).toBe(scope);
  });
});
