import { GatewayClientRequestError, GatewayClientRequestTimeoutError } from '@openclaw/gateway-client';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import { missingScope, wsFailure } from './failures.ts';

const URL = 'ws://host:18789';

const refused = (code: string, details: object = {}, over: object = {}) =>
  new GatewayClientRequestError({ code, message: 'in the words of the gateway', details, ...over });
const detailed = (code: string) => refused('INVALID_REQUEST', { code });

describe('what the gateway refuses', () => {
  it.each([
    [
      'AUTH_TOKEN_MISMATCH',
      'gateway_unauthorized',
      'The gateway does not accept the token.',
      /gateway\.auth\.token/,
    ],
    ['AUTH_TOKEN_MISSING', 'gateway_unauthorized', 'The gateway wants a token.', /OPENCLAW_GATEWAY_TOKEN/],
    [
      'AUTH_TOKEN_NOT_CONFIGURED',
      'gateway_unauthorized',
      'The gateway has no token configured.',
      /in its config/,
    ],
    [
      'AUTH_PASSWORD_MISMATCH',
      'gateway_unauthorized',
      'The gateway does not accept the password.',
      /PASSWORD/,
    ],
    ['AUTH_PASSWORD_MISSING', 'gateway_unauthorized', 'The gateway wants a password.', /PASSWORD/],
    [
      'AUTH_SCOPE_MISMATCH',
      'pairing_required',
      'The gateway gave this device a token for less than this mode asks for.',
      /OPENCLAW_GATEWAY_TOKEN.*--mode/,
    ],
    [
      'AUTH_DEVICE_TOKEN_MISMATCH',
      'pairing_required',
      'in the words of the gateway',
      /openclaw devices approve/,
    ],
    [
      'DEVICE_IDENTITY_REQUIRED',
      'gateway_unauthorized',
      'The gateway wants a token or a paired device.',
      /TOKEN/,
    ],
    ['CONTROL_UI_ORIGIN_NOT_ALLOWED', 'gateway_refused', 'in the words of the gateway', /Origin header/],
    ['PROTOCOL_MISMATCH', 'gateway_refused', 'in the words of the gateway', /Update OpenClaw or clawbridge/],
    ['DEVICE_AUTH_SIGNATURE_INVALID', 'gateway_unauthorized', 'in the words of the gateway', /device\.pem/],
    ['AUTH_SOMETHING_NEW', 'gateway_unauthorized', 'in the words of the gateway', /gateway\.auth\.token/],
  ])('with %s is %s: %s', (detail, code, message, hint) => {
    const cause = detailed(detail);
    expect(wsFailure(cause, URL)).toMatchObject({
      code,
      message,
      hint: expect.stringMatching(hint),
      retryable: false,
      cause,
    });
  });

  it('for a while only, after too many wrong tokens, is worth another try', () => {
    expect(wsFailure(detailed('AUTH_RATE_LIMITED'), URL)).toMatchObject({
      code: 'gateway_unauthorized',
      retryable: true,
    });
  });

  it('until this device is paired for more says so, and which command does it', () => {
    const asked = refused('NOT_PAIRED', {
      code: 'PAIRING_REQUIRED',
      reason: 'scope-upgrade',
      requestId: 'q-1',
    });
    expect(wsFailure(asked, URL)).toMatchObject({
      code: 'pairing_required',
      message: expect.stringContaining('less than this mode'),
      hint: expect.stringMatching(/openclaw devices approve q-1 .*--mode/),
      retryable: true,
    });
  });

  it('until this device is paired says which command approves it', () => {
    const asked = refused('NOT_PAIRED', { code: 'PAIRING_REQUIRED', requestId: 'q-1' });
    expect(wsFailure(asked, URL)).toMatchObject({
      code: 'pairing_required',
      hint: expect.stringContaining('openclaw devices approve q-1'),
      retryable: true,
    });
    expect(wsFailure(refused('NOT_PAIRED', { requestId: 'q-1' }), URL)).toMatchObject({
      code: 'pairing_required',
    });
    expect(wsFailure(detailed('PAIRING_REQUIRED'), URL).hint).toContain('openclaw devices list');
  });

  it('for lack of a right names the right', () => {
    const lacking = refused('FORBIDDEN', { code: 'MISSING_SCOPE', missingScope: 'operator.read' });
    expect(wsFailure(lacking, URL)).toMatchObject({
      code: 'gateway_forbidden',
      message: 'Connected, but the gateway does not grant us operator.read.',
      hint: expect.stringContaining('openclaw devices approve'),
    });
    expect(wsFailure(detailed('MISSING_SCOPE'), URL).message).toContain('operator.write');
    expect(missingScope(undefined).message).toContain('operator.write');
  });

  it('as wrong is refused in its own words', () => {
    expect(wsFailure(refused('INVALID_REQUEST'), URL)).toMatchObject({
      code: 'gateway_refused',
      message: 'in the words of the gateway',
      retryable: false,
    });
  });

  it.each([
    'agent unavailable during gateway restart',
    'Gateway is draining; new tasks are not accepted',
    'Error: Gateway is draining; new tasks are not accepted',
  ])('for now has begun nothing: %s', (message) => {
    const retryable = message.startsWith('agent');
    const failure = wsFailure(refused('UNAVAILABLE', {}, { message, retryable }), URL);
    expect(failure).toMatchObject({ code: 'gateway_refused', message, retryable: true });
  });

  it.each([
    [refused('UNAVAILABLE'), true],
    [refused('INTERNAL'), false],
    [refused('INTERNAL', {}, { retryable: true }), true],
  ])('because it failed itself says whether to try again', (error, retryable) => {
    expect(wsFailure(error, URL)).toMatchObject({
      code: 'gateway_failed',
      message: 'in the words of the gateway',
      retryable,
    });
  });
});

describe('a WebSocket that is not let through', () => {
  const rejected = (httpStatus?: number) =>
    refused('UNAVAILABLE', { reason: 'websocket-upgrade-rejected', httpStatus });

  it.each([
    [503, 'gateway_unreachable', /starting or stopping/, /moment/, true],
    [401, 'gateway_unauthorized', /words of the gateway/, /gateway\.auth\.token/, false],
    [403, 'gateway_forbidden', /words of the gateway/, /trustedProxies/, false],
    [404, 'endpoint_missing', /no OpenClaw WebSocket at .* \(HTTP 404\)/, /--outlet http/, false],
    [200, 'endpoint_missing', /\(HTTP 200\)/, /--outlet http/, false],
    [undefined, 'endpoint_missing', /\(HTTP error\)/, /--outlet http/, false],
  ])('with HTTP %s is %s', (status, code, message, hint, retryable) => {
    expect(wsFailure(rejected(status), URL)).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
      retryable,
    });
  });
});

describe('what else can go wrong', () => {
  it('is a Failure already', () => {
    const failure = new Failure('shutting_down', 'Stopping.');
    expect(wsFailure(failure, URL)).toBe(failure);
  });

  it.each([
    [true, 'connection_lost'],
    [false, 'gateway_unreachable'],
  ])('is a request that is not answered in time, sent %s: %s', (requestSent, code) => {
    const late = new GatewayClientRequestTimeoutError({
      method: 'agents.list',
      timeoutMs: 5_000,
      requestSent,
    });
    expect(wsFailure(late, URL)).toMatchObject({
      code,
      message: `OpenClaw at ${URL} did not answer agents.list within 5000 ms.`,
      retryable: true,
      cause: late,
    });
  });

  it('is a token that would travel in the open', () => {
    expect(wsFailure(new Error('SECURITY ERROR: Cannot connect over plaintext ws://.'), URL)).toMatchObject({
      code: 'insecure_url',
      message: `The token would travel unencrypted to ${URL}.`,
      hint: expect.stringContaining('OPENCLAW_ALLOW_INSECURE_PRIVATE_WS=1'),
    });
  });

  it('is the network', () => {
    expect(wsFailure(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), URL)).toMatchObject({
      code: 'gateway_unreachable',
      message: expect.stringContaining('nothing listens there'),
    });
  });
});
