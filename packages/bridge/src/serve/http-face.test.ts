import { describe, expect, it } from 'vitest';
import { ALL_FAILURE_CODES } from '../domain/failure.fixture.ts';
import { Failure, toFailure } from '../domain/failure.ts';
import { httpFace } from './http-face.ts';

const seen = (failure: Failure) => {
  const { status, message, headers } = httpFace(failure);
  expect(message).not.toContain('secret');
  return [status, headers?.['Retry-After']];
};

describe('over HTTP', () => {
  it.each(ALL_FAILURE_CODES)('%s is a matter of time or of us', (code) => {
    expect(seen(new Failure(code, 'secret', { retryable: true }))).toEqual([503, '5']);
    expect(seen(new Failure(code, 'secret'))).toEqual([500, undefined]);
  });

  it('what nobody expected is a matter of us', () => {
    expect(seen(toFailure(new Error('secret')))).toEqual([500, undefined]);
  });
});
