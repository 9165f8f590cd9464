import { describe, expect, it } from 'vitest';
import { resolveAccount } from './account.ts';
import { warningsOf } from './security.ts';

function warnings(clawbridge: object): string {
  return warningsOf(resolveAccount({ channels: { clawbridge } })).join('\n');
}

describe('what an owner is warned of', () => {
  it('is nothing where he lets people in himself', () => {
    expect(warnings({ url: 'ws://127.0.0.1:3000/openclaw', token: 'x', allowFrom: ['owner'] })).toBe('');
  });

  it('is that everybody may come, and more so with tools', () => {
    expect(warnings({ dmPolicy: 'open', allowFrom: ['*'] })).toContain('They get no tools');
    expect(warnings({ dmPolicy: 'open', allowFrom: ['*'], strangerTools: true })).toContain(
      'commands this machine',
    );
    expect(warnings({ dmPolicy: 'allowlist', allowFrom: ['*'] })).toContain('admits everybody');
  });

  it('is a token that travels in the clear', () => {
    expect(warnings({ url: 'ws://192.168.1.4:3000/openclaw' })).toContain('not encrypted');
    expect(warnings({ url: 'wss://claw.example.com/openclaw' })).toBe('');
  });
});
