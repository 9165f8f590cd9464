import { describe, expect, it } from 'vitest';
import type { ApprovalReach } from '../domain/approval.ts';
import type { GatewayMode } from '../domain/instance.ts';
import { checkApprovals } from './withheld-approvals.ts';

const check = (mode: GatewayMode, approvals?: ApprovalReach) =>
  checkApprovals({ name: 'home', mode }, approvals === undefined ? {} : { approvals });

describe('the approvals of an instance', () => {
  it.each([
    ['approvals', 'own', /--mode admin/],
    ['approvals', 'none', /did not grant/],
    ['admin', 'own', /did not grant/],
  ] as const)('are worth a warning in mode %s when it shows %s', (mode, reach, hint) => {
    expect(check(mode, reach)).toEqual([
      {
        name: 'Instance home, approvals',
        status: 'warn',
        detail: expect.stringContaining('approval'),
        hint: expect.stringMatching(hint),
      },
    ]);
  });

  it.each([
    ['admin', 'all'],
    ['approvals', 'all'],
    ['approvals', undefined],
    ['write', 'none'],
    ['read', 'none'],
  ] as const)('are no matter in mode %s when it shows %s', (mode, reach) => {
    expect(check(mode, reach)).toEqual([]);
  });
});
