import { describe, expect, it } from 'vitest';
import { aTask } from '../domain/task.fixture.ts';
import { taskLine } from './task-line.ts';

const NOW = 100_000;

describe('the line of a task', () => {
  it('tells since when it waits for its turn', () => {
    expect(taskLine(aTask({ createdAt: NOW - 3_000 }), undefined, NOW)).toBe('waiting for its turn, 3 s');
  });

  it('tells why it waits for its gateway, and until when', () => {
    const failure = { code: 'gateway_unreachable', message: 'OpenClaw is away.', retryable: true } as const;
    expect(taskLine(aTask({ failure, notBefore: NOW + 4_200 }), undefined, NOW)).toBe(
      'waiting: OpenClaw is away. Next try in 5 s',
    );
  });

  it('tells how long it runs and how far it is, wherever that is known from', () => {
    const progress = { characters: 1_234, lastActivityAt: 0, tool: 'exec' };
    const running = aTask({ status: 'running', startedAt: NOW - 65_000, progress });
    expect(taskLine(running, undefined, NOW)).toBe('running, 1 min 5 s, 1,234 characters so far, using exec');
    expect(taskLine(running, { text: 'four' }, NOW)).toBe('running, 1 min 5 s, 4 characters so far');
  });

  it('hands no control character of a gateway to the terminal', () => {
    const failure = { code: 'gateway_failed', message: 'a\u001b[2Jb\nc', retryable: true } as const;
    expect(taskLine(aTask({ failure, notBefore: NOW }), undefined, NOW)).toBe(
      'waiting: a [2Jb ⏎ c Next try in 0 s',
    );
  });
});
