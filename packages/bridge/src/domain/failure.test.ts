import { describe, expect, it } from 'vitest';
import { ALL_FAILURE_CODES } from './failure.fixture.ts';
import { describeFailure, Failure, failureFrom, neverBegan, recordOf, toFailure } from './failure.ts';

describe('Failure', () => {
  it('is an Error with a code, a hint, whether to try again, and its cause', () => {
    const cause = new Error('ECONNREFUSED');
    const failure = new Failure('gateway_unreachable', 'It is down.', {
      hint: 'Start it.',
      retryable: true,
      cause,
    });
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({
      name: 'Failure',
      code: 'gateway_unreachable',
      message: 'It is down.',
      hint: 'Start it.',
      retryable: true,
      cause,
    });
  });

  it('is not worth a retry and has neither hint nor cause unless somebody says so', () => {
    const failure = new Failure('internal', 'Oops.', { hint: undefined, cause: undefined });
    expect(failure.retryable).toBe(false);
    expect(failure.hint).toBeUndefined();
    expect(failure.cause).toBeUndefined();
  });
});

describe('toFailure', () => {
  it('lets a Failure through unchanged', () => {
    const failure = new Failure('cancelled', 'Stopped.');
    expect(toFailure(failure)).toBe(failure);
  });

  it('makes what it does not know an internal failure that asks for a report and keeps the original', () => {
    const thrown = new TypeError('x is not a function');
    expect(toFailure(thrown)).toMatchObject({
      code: 'internal',
      message: 'x is not a function',
      hint: expect.stringMatching(/report/),
      retryable: false,
      cause: thrown,
    });
  });

  it.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [42, '42'],
  ])('copes with %j thrown', (thrown, message) => {
    expect(toFailure(thrown)).toMatchObject({ code: 'internal', message });
  });
});

describe('neverBegan', () => {
  it.each([
    ['gateway_unreachable', true, true],
    ['gateway_unreachable', false, true],
    ['gateway_refused', true, true],
    ['gateway_refused', false, false],
  ] as const)('of %s, retryable %s, is %s', (code, retryable, proven) => {
    expect(neverBegan({ code, message: 'No.', retryable })).toBe(proven);
  });

  const others = ALL_FAILURE_CODES.filter(
    (code) => code !== 'gateway_unreachable' && code !== 'gateway_refused',
  );
  it.each(others)('is not proven by %s, however worth a retry', (code) => {
    expect(neverBegan({ code, message: 'No.', retryable: true })).toBe(false);
  });
});

describe('the record of a failure', () => {
  it.each([
    { code: 'run_timeout', message: 'Too long.', hint: 'Ask for less.', retryable: true },
    { code: 'invalid_input', message: 'Empty.', retryable: false },
  ] as const)('survives the way into the store and back: $code', (record) => {
    expect(recordOf(failureFrom(record))).toEqual(record);
  });

  it('leaves out the cause and the stack', () => {
    const failure = new Failure('internal', 'Oops.', { cause: new Error('secret inside') });
    expect(Object.keys(recordOf(failure)).toSorted()).toEqual(['code', 'message', 'retryable']);
  });
});

describe('describeFailure', () => {
  it('says what happened and then what to do', () => {
    const record = { code: 'port_in_use', message: 'Port 3000 is in use.', retryable: false } as const;
    expect(describeFailure({ ...record, hint: 'Choose another.' })).toBe(
      'Port 3000 is in use. Choose another.',
    );
    expect(describeFailure(record)).toBe('Port 3000 is in use.');
  });

  it.each([
    ['Not found: x', 'Not found: x. Look.'],
    ['Not found.', 'Not found. Look.'],
    ['Who?', 'Who? Look.'],
    ['It said: no…', 'It said: no… Look.'],
  ])('makes two sentences of %j and the hint', (message, text) => {
    expect(describeFailure({ code: 'internal', message, hint: 'Look.', retryable: false })).toBe(text);
  });
});
