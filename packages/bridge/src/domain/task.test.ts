import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTask } from './task.fixture.ts';
import {
  checkMessage,
  isSettled,
  MAX_MESSAGE_CHARS,
  notCancellable,
  settledTask,
  TASK_STATUSES,
  unknownTask,
} from './task.ts';

/** Every character and every half of one, control characters among them. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.nat({ max: 0xff }).map((unit) => String.fromCharCode(unit)),
    fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom('👋', '\ud83d', '\udc4b', '\0', '\n', ' '),
  ),
});

function refusal(message: string): unknown {
  try {
    return checkMessage(message);
  } catch (thrown) {
    return thrown;
  }
}

describe('checkMessage', () => {
  it('keeps every script, emoji, tabs and line breaks', () => {
    const message = '你好 👋\r\n\tمرحبا\n- one';
    expect(checkMessage(message)).toBe(message);
  });

  it('takes blanks off both ends', () => {
    expect(checkMessage('\n  hello \t')).toBe('hello');
  });

  it.each(['', '   ', '\n\t\u00a0'])('refuses %j as empty', (message) => {
    expect(refusal(message)).toMatchObject({ code: 'invalid_input', message: 'message is empty.' });
  });

  it('accepts the longest message and refuses one character more, saying both numbers', () => {
    const longest = 'x'.repeat(MAX_MESSAGE_CHARS);
    expect(checkMessage(` ${longest} `)).toBe(longest);
    expect(refusal(`${longest}x`)).toMatchObject({
      code: 'invalid_input',
      message: 'message has 1000001 characters; at most 1000000 are accepted.',
      hint: expect.stringMatching(/file/),
    });
  });

  it.each(['a\0b', 'bell\u0007', 'escape\u001b[31m', 'delete\u007f'])('refuses %j', (message) => {
    expect(refusal(message)).toMatchObject({ code: 'invalid_input', hint: expect.stringMatching(/binary/) });
  });

  it('mends half a character, which no store could keep', () => {
    expect(checkMessage('cut \ud83d here')).toBe('cut \ufffd here');
  });

  it('accepts what it returned, unchanged', () => {
    fc.assert(
      fc.property(anyText, (message) => {
        const checked = refusal(message);
        fc.pre(typeof checked === 'string');
        expect(refusal(checked as string)).toBe(checked);
      }),
    );
  });

  it('either refuses with what to do, or returns a text that survives UTF-8 and holds no control characters', () => {
    fc.assert(
      fc.property(anyText, (message) => {
        const checked = refusal(message);
        if (typeof checked !== 'string') {
          expect(checked).toMatchObject({ code: 'invalid_input', hint: expect.any(String) });
          return;
        }
        expect(checked).toBe(checked.trim());
        expect(Buffer.from(checked, 'utf8').toString('utf8')).toBe(checked);
        expect(Array.from(checked).some((one) => one < ' ' && !'\t\n\r'.includes(one))).toBe(false);
      }),
    );
  });
});

describe('isSettled', () => {
  it('is true of the three ways to end, and of nothing else', () => {
    expect(TASK_STATUSES.filter(isSettled)).toEqual(['completed', 'failed', 'cancelled']);
  });
});

describe('settledTask', () => {
  const task = aTask({ status: 'running', startedAt: 2 });

  it.each([
    { status: 'completed', answer: { text: 'pong' } },
    { status: 'failed', failure: { code: 'run_timeout', message: 'Too long.', retryable: true } },
    { status: 'cancelled' },
  ] as const)('is the task with its end: $status', (outcome) => {
    expect(settledTask(task, outcome, 9)).toEqual({ ...task, ...outcome, settledAt: 9 });
  });
});

describe('failures about a task', () => {
  it('says why a settled task cannot be cancelled and where its result is', () => {
    expect(notCancellable({ id: 't1', status: 'completed' })).toMatchObject({
      code: 'not_cancellable',
      message: 'Cannot cancel task t1: it is already completed.',
      hint: expect.stringContaining('openclaw_task_status'),
    });
  });

  it('says which task is unknown and how to find the known ones', () => {
    expect(unknownTask('t1')).toMatchObject({
      code: 'unknown_task',
      message: 'Task not found: t1',
      hint: expect.stringContaining('openclaw_task_list'),
    });
  });
});
