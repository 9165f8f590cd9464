import { describe, expect, it } from 'vitest';
import { unknownTask } from '../domain/task.ts';
import { failureText } from './failure-text.ts';

describe('a failure on a terminal', () => {
  it('names commands where an MCP client would call tools', () => {
    expect(failureText(unknownTask('nope'))).toBe(
      'Task not found: nope. `clawbridge task list` shows your tasks; finished ones are kept for a limited time.',
    );
  });

  it('has a command for every tool that hints name', () => {
    const hint = 'openclaw_chat openclaw_task_list openclaw_task_status openclaw_instances openclaw_status';
    expect(failureText({ code: 'internal', message: 'No.', hint, retryable: false })).not.toContain(
      'openclaw_',
    );
  });

  it('leaves what it does not know, and a failure without a hint', () => {
    const failure = { code: 'internal', message: 'No', retryable: false } as const;
    expect(failureText(failure)).toBe('No');
    expect(failureText({ ...failure, hint: 'See openclaw_other.' })).toBe('No. See openclaw_other.');
  });
});
