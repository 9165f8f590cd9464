import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../domain/redact.ts';
import { closeReason } from './close-reason.ts';
import type { Ending } from './ending.ts';

const party = { host: 'xiaozhi.example:8004', redact: createRedactor(['planted-token']) };
const lossOf = (ending: Ending) => closeReason(ending, party);
const closed = (code: number, reason = ''): Ending => ({ how: 'closed', code, reason });
const failed = (code: string): Ending => ({ how: 'failed', error: Object.assign(new Error('x'), { code }) });

describe('why a connection ended', () => {
  it.each<[Ending, string, RegExp]>([
    [closed(1008, '缺少token参数'), 'auth_failed', /no token in the address/],
    [closed(1008, 'token解密失败'), 'auth_failed', /cannot decrypt/],
    [closed(1008, '无对应agentId'), 'auth_failed', /no agent/],
    [closed(1008, 'token数据格式错误'), 'auth_failed', /another form/],
    [closed(1008, 'who are you'), 'auth_failed', /1008, who are you/],
    [{ how: 'refused', status: 401 }, 'auth_failed', /HTTP 401/],
    [{ how: 'refused', status: 403 }, 'auth_failed', /HTTP 403/],
    [{ how: 'refused', status: 404 }, 'server_error', /no WebSocket at this address/],
    [{ how: 'refused', status: 502 }, 'server_error', /a fault \(HTTP 502\)/],
    [closed(1000, '新连接替换'), 'replaced', /Another program/],
    [closed(4004, 'internal error'), 'frame_refused', /4004/],
    [closed(1009), 'too_large', /too large/],
    [closed(1011), 'server_error', /1011/],
    [closed(1001), 'closed', /going away/],
    [closed(1000), 'closed', /\(1000\)/],
    [closed(1006), 'network', /was cut/],
    [failed('ECONNRESET'), 'network', /was cut/],
    [failed('ENOTFOUND'), 'network', /host name is unknown/],
    [failed('ECONNREFUSED'), 'network', /nothing listens there/],
    [failed('DEPTH_ZERO_SELF_SIGNED_CERT'), 'network', /not trusted \(DEPTH_ZERO/],
    [failed('WS_ERR_INVALID_UTF8'), 'server_error', /no WebSocket frame \(WS_ERR_INVALID_UTF8\)/],
    [failed('WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'), 'too_large', /larger than 4 MiB/],
    [{ how: 'failed', error: new Error('Opening handshake has timed out') }, 'network', /no answer in time/],
    [{ how: 'failed', error: undefined }, 'network', /it is no WebSocket/],
    [
      { how: 'failed', error: new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]) },
      'network',
      /nothing listens/,
    ],
    [{ how: 'silent' }, 'silence', /fallen silent/],
    [{ how: 'zombie' }, 'zombie', /lost track/],
    [{ how: 'mute' }, 'never_answers', /never answers/],
    [{ how: 'ignored' }, 'never_answers', /has not even asked/],
    [{ how: 'unserved' }, 'internal', /could not begin to answer/],
    [{ how: 'error', code: -32_603 }, 'internal', /an error \(-32603\)/],
  ])('%j is %s', (ending, reason, message) => {
    const loss = lossOf(ending);
    expect(loss.reason).toBe(reason);
    expect(loss.message).toMatch(message);
    expect(loss.message).toContain('xiaozhi.example:8004');
    expect(loss.hint).not.toBe('');
  });
});

it('tells nobody to correct an address that led to an open connection', () => {
  for (const code of ['WS_ERR_INVALID_OPCODE', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH']) {
    const { message, hint } = lossOf(failed(code));
    expect(`${message} ${hint}`).not.toMatch(/could not be reached|address/);
  }
});

describe('how long it is left alone', () => {
  it('is at least a minute when another program took it', () => {
    expect(lossOf(closed(1000, '新连接替换')).minMs).toBeGreaterThanOrEqual(60_000);
  });

  it.each<[Ending]>([
    [closed(4004)],
    [closed(1000)],
    [closed(1011)],
    [{ how: 'refused', status: 502 }],
    [{ how: 'refused', status: 404 }],
    [failed('WS_ERR_INVALID_OPCODE')],
  ])('is at least a second after %j, however short the window is', (ending) => {
    expect(lossOf(ending).minMs).toBe(1_000);
  });

  it.each<[Ending, number]>([
    [closed(1008), 10 * 60_000],
    [closed(4004), 5 * 60_000],
    [closed(1006), 60_000],
  ])('grows after %j up to %i ms', (ending, maxMs) => {
    expect(lossOf(ending).backoff.maxMs).toBe(maxMs);
  });

  it('begins with little where the network broke', () => {
    expect(lossOf(failed('ECONNRESET')).backoff).toMatchObject({ initialMs: 1_000, factor: 2 });
  });

  it('begins with 5 s where a frame was not liked', () => {
    expect(lossOf(closed(4004)).backoff).toMatchObject({ initialMs: 5_000, factor: 2 });
  });
});

it('what others say is one short line without the token', () => {
  const { message } = lossOf(closed(4999, `no\n\u001b[31m planted-token ${'x'.repeat(500)}`));
  expect(message).not.toContain('planted-token');
  expect(message).not.toMatch(/\p{Cc}/u);
  expect(message.length).toBeLessThan(220);
});
