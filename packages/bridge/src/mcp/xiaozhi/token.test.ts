import { describe, expect, it } from 'vitest';
import { readToken, secretsIn, tokenIn } from './token.ts';

const PAYLOAD = { userId: 7, agentId: 42, endpointId: 'agent_42', purpose: 'mcp-endpoint', iat: 1 };

function urlWith(payload: unknown): string {
  const parts = [{ alg: 'ES256' }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `wss://api.xiaozhi.me/mcp/?token=${parts.join('.')}.c2ln`;
}

describe('the token in a URL', () => {
  it('tells whose it is and until when', () => {
    expect(readToken(urlWith({ ...PAYLOAD, exp: 1_800_000_000 }))).toEqual({
      agentId: 42,
      userId: 7,
      purpose: 'mcp-endpoint',
      expiresAt: 1_800_000_000_000,
    });
  });

  it('may have no end', () => {
    expect(readToken(urlWith(PAYLOAD))).toEqual({ agentId: 42, userId: 7, purpose: 'mcp-endpoint' });
  });

  it.each([
    ['one that a server of one’s own encrypted', 'ws://host:8004/mcp_endpoint/mcp/?token=ab%2Bcd%2F%3D'],
    ['one with other claims', urlWith({ sub: 'somebody' })],
    ['one that is not JSON', 'wss://api.xiaozhi.me/mcp/?token=a.b.c'],
    ['none at all', 'wss://api.xiaozhi.me/mcp/'],
  ])('tells nothing when it is %s', (_, url) => {
    expect(readToken(url)).toBeUndefined();
  });

  it('is found as it stands, with its escapes', () => {
    expect(tokenIn('ws://host/mcp/?server_id=x&token=ab%2Bcd%3D&y=1')).toBe('ab%2Bcd%3D');
  });

  it.each([
    ['ab%2Bcd%2F%3D', ['ab%2Bcd%2F%3D', 'ab+cd/=']],
    ['ab+cd/=', ['ab+cd/=', 'ab cd/=', 'ab%2Bcd%2F%3D']],
    ['ab%2bcd', ['ab%2bcd', 'ab+cd', 'ab%2Bcd']],
    ['100%', ['100%', '100%25']],
  ])('is secret however %s is spelled, and so is the whole address', (token, spellings) => {
    const url = `ws://host/mcp/?token=${token}`;
    expect(secretsIn(url)).toEqual(expect.arrayContaining([url, ...spellings]));
  });

  it('is no secret where there is none', () => {
    expect(secretsIn('ws://host/mcp')).toEqual(['ws://host/mcp']);
  });
});
