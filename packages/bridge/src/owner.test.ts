import { describe, expect, it } from 'vitest';
import type { Config } from './config/read.ts';
import { EVERYTHING } from './domain/allow-list.ts';
import type { GatewayMode } from './domain/instance.ts';
import { OWNER } from './domain/principal.ts';
import { ownerFrom, mayRun } from './owner.ts';

const owner = (mode: GatewayMode, allow = EVERYTHING) => {
  const { instanceDefaults } = { instanceDefaults: { mode } as Config['instanceDefaults'] };
  return ownerFrom({ instanceDefaults, allow });
};

describe('the owner', () => {
  it.each([
    ['read', ['read']],
    ['write', ['read', 'chat']],
    ['approvals', ['read', 'chat', 'approve', 'admin']],
    ['admin', ['read', 'chat', 'approve', 'admin']],
  ] as const)('may in mode %s %j', (mode, scopes) => {
    expect(owner(mode).scopes).toEqual(scopes);
  });

  it('is the same person in every mode: the tasks are the same', () => {
    expect(owner('read').id).toBe(OWNER.id);
  });

  it('touches what the lists say', () => {
    const allow = { ...EVERYTHING, channels: ['telegram'] };
    expect(owner('approvals', allow).allow).toEqual([allow]);
  });

  it.each([
    ['read', { readOnly: true }],
    ['write', { readOnly: false }],
    ['approvals', { readOnly: false }],
  ] as const)('in mode %s lets the process run %j', (mode, tasks) => {
    expect(mayRun(owner(mode))).toEqual(tasks);
  });
});
