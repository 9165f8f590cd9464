import type { Approval } from './approval.ts';

/** A command that waits for a decision, with what the test wants otherwise. */
export function anApproval(over: Partial<Approval> = {}): Approval {
  return {
    instance: 'home',
    kind: 'exec',
    id: 'approval-1',
    what: 'touch x',
    cwd: '/workspace',
    agentId: 'main',
    sessionKey: 'agent:main:home',
    allowedDecisions: ['allow-once', 'deny'],
    createdAt: 1_000,
    expiresAt: 1_801_000,
    request: { command: 'touch x' },
    ...over,
  };
}
