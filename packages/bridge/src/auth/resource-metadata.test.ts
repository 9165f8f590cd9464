import { describe, expect, it } from 'vitest';
import { metadataUrl, resourceMetadata, resourceUrl } from './resource-metadata.ts';

const issuerUrl = 'https://claw.example.com';

describe('the metadata of the resource', () => {
  it('tell who issues tokens for it', () => {
    const authorizationServers = ['https://id.example.com/'];
    expect(resourceMetadata({ issuerUrl, authorizationServers, scopes: ['mcp'] })).toEqual({
      resource: 'https://claw.example.com/mcp',
      resource_name: 'clawbridge',
      authorization_servers: ['https://id.example.com/'],
      scopes_supported: ['mcp'],
      bearer_methods_supported: ['header'],
    });
  });

  it('name no issuer where tokens are made by hand', () => {
    expect(resourceMetadata({ issuerUrl })).toEqual({
      resource: 'https://claw.example.com/mcp',
      resource_name: 'clawbridge',
      bearer_methods_supported: ['header'],
    });
  });

  it.each([
    ['https://claw.example.com', '/mcp', ''],
    ['https://claw.example.com/', '/mcp', ''],
    ['https://claw.example.com:8443/bridge', '/bridge/mcp', ':8443'],
  ])('of %s are where RFC 9728 has them', (url, path, port) => {
    const resource = resourceUrl(url);
    expect(resource).toBe(`https://claw.example.com${port}${path}`);
    expect(metadataUrl(resource)).toBe(
      `https://claw.example.com${port}/.well-known/oauth-protected-resource${path}`,
    );
  });
});
