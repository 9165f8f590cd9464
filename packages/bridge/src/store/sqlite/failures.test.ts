import { describe, expect, it } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import { isBusy, storeFailure } from './failures.ts';

const thrown = (errcode: number) => Object.assign(new Error('disk I/O error'), { errcode });

describe('a failure of the store', () => {
  it.each([
    [5, /is locked by another process/, true],
    [13, /the disk is full/, true],
    [778, /the disk refuses more/, true],
    [266, /cannot be read or written/, false],
    [11, /is damaged/, false],
    [267, /is damaged/, false],
    [1, /failed: disk I\/O error/, false],
  ])('%i names the file, says what to do and whether to try again', (code, message, retryable) => {
    expect(storeFailure(thrown(code), '/x/state.db')).toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(message),
      hint: expect.any(String),
      retryable,
    });
    expect(storeFailure(thrown(code), '/x/state.db').message).toContain('/x/state.db');
  });

  it('that we made ourselves stays what it is', () => {
    const failure = new Failure('internal', 'ours');
    expect(storeFailure(failure, '/x/state.db')).toBe(failure);
  });

  it('is told apart from waiting for another process', () => {
    expect([5, 261, 13].map((code) => isBusy(thrown(code)))).toEqual([true, true, false]);
    expect(isBusy('busy')).toBe(false);
  });
});
