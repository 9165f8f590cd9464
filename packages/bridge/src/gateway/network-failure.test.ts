import { describe, expect, it } from 'vitest';
import { networkFailure } from './network-failure.ts';

const URL = 'http://host:18789';
const coded = (code: string, message = 'whatever Node says') => Object.assign(new Error(message), { code });

describe('a gateway that cannot be reached', () => {
  it.each([
    ['ECONNREFUSED', 'nothing listens there', /openclaw gateway run/],
    ['ENOTFOUND', 'the host name is unknown', /DNS/],
    ['EAI_AGAIN', 'the name server does not answer', /DNS/],
    ['EHOSTUNREACH', 'the host cannot be reached', /firewall/],
    ['ENETUNREACH', 'the network cannot be reached', /firewall/],
    ['ETIMEDOUT', 'no answer in time', /firewall/],
    ['ECONNRESET', 'the connection was cut', /Try again/],
    ['EPIPE', 'the connection was cut', /Try again/],
    ['EPROTO', 'TLS does not work there', /http:\/\/ or ws:\/\//],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS does not work there', /http:\/\/ or ws:\/\//],
    ['CERT_HAS_EXPIRED', 'its certificate is not trusted (CERT_HAS_EXPIRED)', /NODE_EXTRA_CA_CERTS/],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'its certificate is not trusted (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)',
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'its certificate is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'its certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)',
      /NODE_EXTRA_CA_CERTS/,
    ],
  ])('for %s: %s, and what to do about it', (code, reason, hint) => {
    const cause = coded(code);
    expect(networkFailure(cause, URL)).toMatchObject({
      code: 'gateway_unreachable',
      message: `Failed to connect to OpenClaw at ${URL}: ${reason}.`,
      hint: expect.stringMatching(hint),
      retryable: true,
      cause,
    });
  });

  it('is understood through what Node wraps around the cause', () => {
    const wrapped = new TypeError('fetch failed', {
      cause: new Error('inner', { cause: coded('ENOTFOUND') }),
    });
    expect(networkFailure(wrapped, URL).message).toMatch(/the host name is unknown/);
    const perAddress = new AggregateError([new Error('no code'), coded('ECONNREFUSED')]);
    expect(networkFailure(perAddress, URL).message).toMatch(/nothing listens there/);
  });

  it.each([
    [new Error('the socket hung up'), 'the socket hung up'],
    [coded('EWHATEVER', 'something new'), 'something new'],
    ['a text', 'a text'],
    [new AggregateError([], 'all failed'), 'all failed'],
  ])('keeps the words of what it does not know: %s', (thrown, reason) => {
    expect(networkFailure(thrown, URL)).toMatchObject({
      message: `Failed to connect to OpenClaw at ${URL}: ${reason}.`,
      hint: expect.stringMatching(/Is OpenClaw running there/),
    });
  });
});
