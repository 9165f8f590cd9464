import { describe, expect, it } from 'vitest';
import { neverBegan } from '../../domain/failure.ts';
import { badAnswer, errorText, statusFailure } from './failures.ts';

const URL = 'http://host:18789';
const SAID = '{"error":{"message":"because","type":"x"}}';

describe('an HTTP status other than 200', () => {
  it.each([
    [400, 'gateway_refused', 'API request failed: 400 because', false],
    [401, 'gateway_unauthorized', 'The gateway does not accept the token.', false],
    [403, 'gateway_forbidden', 'The gateway forbids it: 403 because', false],
    [404, 'endpoint_missing', `There is no chat completions endpoint at ${URL} (HTTP 404).`, false],
    [405, 'endpoint_missing', `There is no chat completions endpoint at ${URL} (HTTP 405).`, false],
    [413, 'gateway_refused', 'API request failed: 413 because', false],
    [429, 'gateway_refused', `OpenClaw at ${URL} cannot take requests now: 429 because`, true],
    [500, 'gateway_failed', 'API request failed: 500 because', true],
    [502, 'gateway_failed', 'API request failed: 502 because', true],
    [503, 'gateway_refused', `OpenClaw at ${URL} cannot take requests now: 503 because`, true],
    [302, 'gateway_refused', 'API request failed: 302 because', false],
  ])('%i is %s: %s', (status, code, message, retryable) => {
    expect(statusFailure(status, SAID, URL)).toMatchObject({
      code,
      message,
      retryable,
      hint: expect.stringMatching(/./),
    });
  });

  it.each([
    [429, SAID, true],
    [429, 'Too many requests', true],
    [503, SAID, true],
    [503, 'upstream connect error or disconnect/reset before headers', false],
    [500, SAID, false],
    [502, SAID, false],
    [504, '', false],
    [400, SAID, false],
    [401, SAID, false],
    [404, '', false],
  ])('%i %j proves that the run never began: %s', (status, body, proven) => {
    expect(neverBegan(statusFailure(status, body, URL))).toBe(proven);
  });

  it('is told by its number when the body says nothing', () => {
    expect(statusFailure(500, '<html>Bad Gateway</html>', URL).message).toBe('API request failed: HTTP 500');
  });

  it('tells how to switch the endpoint on, and where the token comes from', () => {
    expect(statusFailure(404, '', URL).hint).toContain(
      'gateway.http.endpoints.chatCompletions.enabled = true',
    );
    expect(statusFailure(401, '', URL).hint).toContain('gateway.auth.token');
  });
});

describe('the text of an error', () => {
  it.each([
    [SAID, 'because'],
    ['{"error":"because"}', 'because'],
    ['{"error":{"type":"x"}}', undefined],
    ['{"error":""}', undefined],
    ['{}', undefined],
    ['null', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('of %j is %j', (body, text) => {
    expect(errorText(body)).toBe(text);
  });
});

describe('an answer that is none', () => {
  it('asks whether this is an OpenClaw at all', () => {
    expect(badAnswer('text/html', URL)).toMatchObject({
      code: 'bad_answer',
      message: `OpenClaw at ${URL} answered text/html.`,
      hint: expect.stringMatching(/Is this the URL of an OpenClaw gateway/),
      retryable: false,
    });
  });
});
