import { describe, expect, it } from 'vitest';
import { unknownApproval } from '../domain/approval.ts';
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

  it('has a command for the list of approvals', () => {
    expect(failureText(unknownApproval('a1'))).toBe(
      'unknown or expired approval id: a1. `clawbridge approvals list` lists the approvals that wait for a decision.',
    );
  });

  it('leaves what it does not know, and a failure without a hint', () => {
    const failure = { code: 'internal', message: 'No', retryable: false } as const;
    expect(failureText(failure)).toBe('No');
    expect(failureText({ ...failure, hint: 'See openclaw_other.' })).toBe('No. See openclaw_other.');
  });
});
