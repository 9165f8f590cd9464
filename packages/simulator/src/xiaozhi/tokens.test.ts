import { describe, expect, it } from 'vitest';
import { cloudClaims, cloudToken, readCloudToken, readSelfhostedToken, selfhostedToken } from './tokens.ts';

describe('the tokens of xiaozhi', () => {
  it('are read as they were made in the cloud', () => {
    const claims = cloudClaims(42);
    expect(claims).toMatchObject({ agentId: 42, endpointId: 'agent_42', purpose: 'mcp-endpoint' });
    expect((claims.exp ?? 0) - claims.iat).toBe(31_557_600);
    const token = cloudToken(claims);
    expect(readCloudToken(token)).toEqual(claims);
    const [header = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'ES256', typ: 'JWT' });
    for (const broken of ['', 'a', 'a.b', 'a.b.c']) expect(readCloudToken(broken)).toBeUndefined();
  });

  it('are read with the key they were made with on a server of one’s own, however long it is', () => {
    for (const key of ['short', 'k'.repeat(16), 'k'.repeat(24), 'k'.repeat(32), 'k'.repeat(50), '密钥']) {
      const token = selfhostedToken(key, '{"agentId":"小智"}');
      expect(readSelfhostedToken(key, token)).toBe('{"agentId":"小智"}');
      expect(readSelfhostedToken(`x${key.slice(1)}`, token)).not.toBe('{"agentId":"小智"}');
    }
    expect(readSelfhostedToken('key', 'junk')).toBeUndefined();
    expect(selfhostedToken('', '{"agentId":"single_module"}')).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
  });
});
