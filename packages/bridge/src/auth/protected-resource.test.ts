import { describe, expect, it } from 'vitest';
import { createProtectedResource, resourceUrl, resourceUrls } from './protected-resource.ts';

const issuerUrl = 'https://claw.example.com';
const AT = '/.well-known/oauth-protected-resource';

describe('the document about a way in', () => {
  it('tells who issues tokens for it', () => {
    const authorizationServers = ['https://id.example.com/'];
    const { documentAt } = createProtectedResource({ issuerUrl, authorizationServers, scopes: ['mcp'] });
    expect(documentAt(`${AT}/mcp`)).toEqual({
      resource: 'https://claw.example.com/mcp',
      resource_name: 'clawbridge',
      authorization_servers: ['https://id.example.com/'],
      scopes_supported: ['mcp'],
      bearer_methods_supported: ['header'],
    });
  });

  it('names no issuer where tokens are made by hand', () => {
    expect(createProtectedResource({ issuerUrl }).documentAt(`${AT}/mcp`)).toEqual({
      resource: 'https://claw.example.com/mcp',
      resource_name: 'clawbridge',
      bearer_methods_supported: ['header'],
    });
  });

  it.each([
    ['', '/mcp', '/mcp', '/mcp'],
    ['', '/anything', '/mcp', '/mcp'],
    ['', '/sse', '/sse', '/sse'],
    ['', '/messages', '/sse', '/sse'],
    ['', '/', '/', ''],
    ['/bridge', '/mcp', '/bridge/mcp', '/bridge/mcp'],
    ['/bridge/', '/sse', '/bridge/sse', '/bridge/sse'],
    ['/bridge', '/', '/bridge/', '/bridge'],
  ])('of a bridge at %j is, for who calls %s, at %s, and is about %j', (prefix, path, at, address) => {
    const { metadataUrl, documentAt } = createProtectedResource({
      issuerUrl: `https://claw.example.com:8443${prefix}`,
    });
    expect(metadataUrl(path)).toBe(`https://claw.example.com:8443${AT}${at}`);
    expect(documentAt(AT + at)?.resource).toBe(`https://claw.example.com:8443${address}`);
  });

  it.each([AT, `/bridge${AT}`, `/mcp${AT}`, `/bridge/mcp${AT}`, `${AT}/bridge`])(
    'is about /mcp where a client guesses: %s',
    (path) => {
      const { documentAt } = createProtectedResource({ issuerUrl: `${issuerUrl}/bridge` });
      expect(documentAt(path)?.resource).toBe('https://claw.example.com/bridge/mcp');
    },
  );

  it.each(['/', '/mcp', `${AT}/metrics`, `${AT}/mcp/`, `/x${AT}`, `${AT}x`])('is not at %s', (path) => {
    expect(createProtectedResource({ issuerUrl }).documentAt(path)).toBeUndefined();
  });
});

it('is called by the address of a way in', () => {
  expect(resourceUrl('https://claw.example.com/bridge//')).toBe('https://claw.example.com/bridge/mcp');
  expect(resourceUrls(issuerUrl)).toEqual([
    'https://claw.example.com/mcp',
    'https://claw.example.com/sse',
    'https://claw.example.com',
  ]);
});
