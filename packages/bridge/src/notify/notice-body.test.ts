import { describe, expect, it } from 'vitest';
import { aNotice } from './notice.fixture.ts';
import { noticeBody } from './notice-body.ts';

const read = (over = {}) => JSON.parse(noticeBody(aNotice(over)));

describe('the body of a notice', () => {
  it('says what became of the task, in the words of openclaw_task_status', () => {
    expect(read()).toEqual({
      type: 'task.completed',
      timestamp: '1970-01-01T00:01:01.000Z',
      data: {
        task_id: 'task-1',
        status: 'completed',
        instance: 'home',
        session_id: 'notes',
        created_at: '1970-01-01T00:00:01.000Z',
        completed_at: '1970-01-01T00:01:01.000Z',
        result: 'Milk.',
      },
    });
  });

  it('says why a task failed and what to do', () => {
    const failure = { code: 'run_timeout', message: 'Too long.', hint: 'Ask for less.', retryable: true };
    const body = read({ status: 'failed', failure });
    expect(body.type).toBe('task.failed');
    expect(body.data).toMatchObject({ error: 'Too long.', hint: 'Ask for less.', retryable: true });
    expect(body.data).not.toHaveProperty('result');
  });

  it('has neither result nor error for a task that was cancelled', () => {
    const body = read({ status: 'cancelled' });
    expect(body.type).toBe('task.cancelled');
    expect(Object.keys(body.data)).toEqual([
      'task_id',
      'status',
      'instance',
      'session_id',
      'created_at',
      'completed_at',
    ]);
  });

  it('holds the first 100,000 characters of a long answer and says so', () => {
    expect(read({ answer: { text: 'x'.repeat(100_000) } }).data).not.toHaveProperty('result_truncated');
    const { result, result_truncated: truncated } = read({ answer: { text: 'x'.repeat(100_001) } }).data;
    expect([result.length, truncated]).toEqual([100_000, true]);
  });

  it('never holds half a character', () => {
    const { result } = read({ answer: { text: `${'x'.repeat(99_999)}👋` } }).data;
    expect(result).toBe('x'.repeat(99_999));
    expect(noticeBody(aNotice({ answer: { text: 'a\ud83db' } }))).toContain('a\ufffdb');
    const failure = { code: 'gateway_failed', message: 'a\ud83db', retryable: false } as const;
    expect(noticeBody(aNotice({ status: 'failed', failure }))).toContain('a\ufffdb');
  });

  it('is the same each time', () => {
    expect(noticeBody(aNotice())).toBe(noticeBody(aNotice()));
  });
});
