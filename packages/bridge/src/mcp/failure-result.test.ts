import { describe, expect, it } from 'vitest';
import { ALL_FAILURE_CODES } from '../domain/failure.fixture.ts';
import { Failure } from '../domain/failure.ts';
import { createRedactor } from '../domain/redact.ts';
import { aTask } from '../domain/task.fixture.ts';
import { cancelledFailure, failureResult, TaskFailed } from './failure-result.ts';

const plain = (text: string) => text;

function textsOf(thrown: unknown, redact = plain): readonly string[] {
  const { content, isError } = failureResult(thrown, redact);
  expect(isError).toBe(true);
  return content.map((block) => (block.type === 'text' ? block.text : block.type));
}

describe('the face of a failure in MCP', () => {
  it.each(ALL_FAILURE_CODES)('says of %s what happened and what to do, then the same as data', (code) => {
    const [said, data = ''] = textsOf(new Failure(code, 'It broke.', { hint: 'Mend it.', retryable: true }));
    expect(said).toBe('Error: It broke. Mend it.');
    expect(JSON.parse(data)).toEqual({ code, message: 'It broke.', hint: 'Mend it.', retryable: true });
  });

  it('has no hint where there is none', () => {
    const [said, data = ''] = textsOf(new Failure('cancelled', 'Stopped.'));
    expect(said).toBe('Error: Stopped.');
    expect(JSON.parse(data)).toEqual({ code: 'cancelled', message: 'Stopped.', retryable: false });
  });

  it('names the task and its conversation, where the answer may still be found', () => {
    const task = aTask({ id: 't1', sessionId: 'notes', status: 'failed' });
    const [said, data = ''] = textsOf(new TaskFailed(task, new Failure('run_timeout', 'Too long.')));
    expect(said).toBe('Error: Too long.');
    expect(JSON.parse(data)).toEqual({
      code: 'run_timeout',
      message: 'Too long.',
      retryable: false,
      task_id: 't1',
      session_id: 'notes',
    });
  });

  it('makes an internal failure of anything else that is thrown', () => {
    const [said, data = ''] = textsOf(new TypeError('x is not a function'));
    expect(said).toMatch(/^Error: x is not a function\. .*report/);
    expect(JSON.parse(data)).toMatchObject({ code: 'internal' });
  });

  it('shows no secret, and the data stays JSON', () => {
    const secret = 'quote"and\\backslash';
    const [said = '', data = ''] = textsOf(
      new Failure('gateway_unauthorized', `Token ${secret} at http://me:pw@host is wrong.`),
      createRedactor([secret]),
    );
    expect(said).toBe('Error: Token *** at http://***@host is wrong.');
    expect(JSON.parse(data)).toMatchObject({ message: 'Token *** at http://***@host is wrong.' });
  });
});

describe('TaskFailed', () => {
  it('is an Error that keeps the task and the cause', () => {
    const task = aTask();
    const error = new TaskFailed(task, cancelledFailure());
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ message: 'The task was cancelled.', task, cause: { code: 'cancelled' } });
  });
});
