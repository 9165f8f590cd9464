import { describe, expect, it } from 'vitest';
import { anApproval } from './approval.fixture.ts';
import { approvalReach, checkDecision, unknownApproval, withheldApprovals } from './approval.ts';

describe('a decision', () => {
  it('can be what the gateway offers, and nothing else', () => {
    const approval = anApproval({ allowedDecisions: ['allow-once', 'deny'] });
    expect(() => checkDecision(approval, 'deny')).not.toThrow();
    expect(() => checkDecision(approval, 'allow-always')).toThrow(
      expect.objectContaining({ code: 'invalid_input', hint: 'Decide allow-once or deny.' }),
    );
  });

  it('about what nobody knows names the id', () => {
    expect(unknownApproval('a-1')).toMatchObject({
      code: 'unknown_approval',
      message: 'unknown or expired approval id: a-1',
    });
  });
});

describe('the approvals a gateway shows', () => {
  it.each([
    [['operator.read'], 'none'],
    [['operator.read', 'operator.write', 'operator.approvals'], 'own'],
    [['operator.admin'], 'all'],
  ] as const)('to %j are %s', (scopes, reach) => {
    expect(approvalReach(scopes)).toBe(reach);
  });

  it('are withheld unless it shows all, and it is said what that means, what to do and at what price', () => {
    expect(withheldApprovals('all')).toBeUndefined();
    for (const reach of ['own', 'none'] as const)
      expect(withheldApprovals(reach)).toMatchObject({
        code: 'gateway_forbidden',
        hint: expect.stringMatching(/--mode admin .* a right to everything/),
      });
    expect(withheldApprovals('own')?.message).toContain('denied at once');
  });
});
