import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../domain/endpoint.ts';
import { localDate } from '../domain/local-time.ts';
import { endpointToken as tokenOf } from './endpoint-token.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

function endpoint(claims: object, kind: 'cloud' | 'selfhosted' = 'cloud') {
  const payload = Buffer.from(JSON.stringify({ userId: 1, agentId: 42, purpose: 'mcp-endpoint', ...claims }));
  const token = `eyJhbGciOiJFUzI1NiJ9.${payload.toString('base64url')}.c2lnbmF0dXJl`;
  return { name: 'a', id: 'a', url: `wss://api.xiaozhi.me/mcp/?token=${token}`, kind };
}

const endpointToken = (one: Endpoint, now: number, setIn = 'XIAOZHI_MCP_URL') =>
  tokenOf({ endpoint: one, setIn }, now);

const until = (ms: number) => endpointToken(endpoint({ exp: (NOW + ms) / 1000 }), NOW);

describe('what a token says of itself', () => {
  it('is whose it is, and how long it is good', () => {
    expect(until(300 * DAY_MS)).toEqual({
      status: 'ok',
      detail: `of agent 42, good until ${localDate(NOW + 300 * DAY_MS)} (300 days left)`,
    });
    expect(endpointToken(endpoint({}), NOW)).toEqual({
      status: 'ok',
      detail: 'of agent 42, good without an end',
    });
  });

  it('is told in time before it ends', () => {
    expect(until(30 * DAY_MS)?.status).toBe('ok');
    expect(until(30 * DAY_MS - 1000)).toMatchObject({
      status: 'warn',
      hint: expect.stringContaining('xiaozhi.me'),
    });
    expect(until(DAY_MS)?.detail).toContain('(1 day left)');
    expect(until(0)).toMatchObject({
      status: 'fail',
      detail: `of agent 42, it expired on ${localDate(NOW)}`,
    });
  });

  it('is where a new one has to be set, and what to run then', () => {
    const old = endpoint({ exp: 1 });
    expect(endpointToken(old, NOW)?.hint).toMatch(
      /MCP接入点\), and set it in XIAOZHI_MCP_URL; then .*service install/,
    );
    expect(endpointToken(old, NOW, 'XIAOZHI_MCP_URL in /home/me/.clawbridge/env')?.hint).toMatch(
      /set it in XIAOZHI_MCP_URL in \/home\/me\/.clawbridge\/env; then .*service restart/,
    );
  });

  it('is that it is for something else', () => {
    expect(endpointToken(endpoint({ purpose: 'log\u001B[2Jin' }), NOW)).toMatchObject({
      status: 'fail',
      detail: 'it is for "log [2Jin", not for an MCP endpoint',
    });
  });

  it('is nothing that can be read, when it is cut off', () => {
    const whole = endpoint({});
    expect(endpointToken({ ...whole, url: whole.url.slice(0, 70) }, NOW)).toMatchObject({ status: 'warn' });
  });

  it('is for its own server only, where there is one', () => {
    expect(endpointToken(endpoint({}, 'selfhosted'), NOW)).toBeUndefined();
  });

  it('never holds the token', () => {
    const one = endpoint({ exp: 1, purpose: 'x' });
    const [, payload = ''] = one.url.split('.me')[1]?.split('.') ?? [];
    expect(JSON.stringify(endpointToken(one, NOW))).not.toContain(payload.slice(0, 12));
  });
});
