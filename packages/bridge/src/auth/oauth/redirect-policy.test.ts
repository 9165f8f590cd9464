import { describe, expect, it } from 'vitest';
import { createRedirectPolicy, isNative } from './redirect-policy.ts';

const open = createRedirectPolicy([]);

describe('an answer may go', () => {
  it.each([
    'https://claude.ai/api/mcp/auth_callback',
    'https://chatgpt.com/connector/oauth/abc?kept=1',
    'http://localhost:51234/callback',
    'http://127.0.0.1/',
    'http://[::1]:8080/cb',
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'vscode://vscode.github-authentication/did-authenticate',
  ])('to %s', (uri) => {
    expect(open.refuse(uri)).toBeUndefined();
  });
});

describe('an answer may not go', () => {
  it.each([
    ['javascript:alert(1)', /javascript/],
    ['JavaScript:alert(1)', /javascript/],
    [' javascript:alert(1)', /not a URL/],
    ['java\nscript:alert(1)', /not a URL/],
    ['data:text/html,hi', /data:/],
    ['vbscript:x', /vbscript/],
    ['file:///etc/passwd', /file:/],
    ['view-source:https://a.example/', /view-source/],
    ['http://evil.example/cb', /no encryption/],
    ['http://localhost.evil.example/cb', /no encryption/],
    ['http://127.0.0.1.nip.io/cb', /no encryption/],
    ['http://localhost@evil.example/cb', /user name/],
    ['https://claude.ai@evil.example/', /user name/],
    ['https://@evil.example/', /user name/],
    ['https://claude.ai\\@evil.example/', /not a URL/],
    ['https://a.example/cb#token', /fragment/],
    ['https://*.example.com/cb', /wildcard/],
    ['https://a.example/*', /wildcard/],
    ['https://a.example/\u202Ecb', /not a URL/],
    ['//evil.example/cb', /not a URL/],
    ['/cb', /not a URL/],
    ['', /not a URL/],
    ['unheard-of://cb', /no kind/],
    [`https://a.example/${'x'.repeat(2_000)}`, /too long/],
  ])('to %j', (uri, reason) => {
    expect(open.refuse(uri)).toMatch(reason);
  });
});

describe('addresses somebody allowed', () => {
  const policy = createRedirectPolicy(['https://a.example/cb', 'http://localhost:1/cb', 'my-app://cb']);

  it.each(['https://a.example/cb', 'http://localhost:51234/cb', 'http://localhost/cb', 'my-app://cb'])(
    'are all: %s',
    (uri) => {
      expect(policy.refuse(uri)).toBeUndefined();
    },
  );

  it.each([
    'https://a.example/cb/',
    'https://a.example/cb?x=1',
    'https://A.example/cb',
    'https://a.example:8443/cb',
    'http://127.0.0.1:1/cb',
    'http://localhost:1/other',
    'cursor://anysphere.cursor-mcp/oauth/callback',
  ])('and no others: %s', (uri) => {
    expect(policy.refuse(uri)).toMatch(/not one of those/);
  });

  it('do not make good what is never good', () => {
    expect(createRedirectPolicy(['javascript:alert(1)']).refuse('javascript:alert(1)')).toMatch(/may not/);
    expect(createRedirectPolicy(['http://evil.example/']).refuse('http://evil.example/')).toMatch(
      /encryption/,
    );
  });
});

it('knows an app on the person’s machine by where its answer goes', () => {
  expect(isNative('http://localhost:1/')).toBe(true);
  expect(isNative('cursor://x/')).toBe(true);
  expect(isNative('https://claude.ai/')).toBe(false);
});
