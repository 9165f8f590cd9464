import { describe, expect, it } from 'vitest';
import { approvalFrom, outcomeFrom, resolutionFrom } from './approval-row.ts';

describe('an approval', () => {
  it('of a command says what would run, where and for whom', () => {
    const request = {
      command: 'rm x',
      cwd: '/w',
      agentId: 'main',
      sessionKey: 'agent:main:x',
      allowedDecisions: ['allow-once', 'deny', 'perhaps'],
    };
    expect(approvalFrom('home', 'exec', { id: 'a1', request, createdAtMs: 1, expiresAtMs: 2 })).toEqual({
      instance: 'home',
      kind: 'exec',
      id: 'a1',
      what: 'rm x',
      cwd: '/w',
      agentId: 'main',
      sessionKey: 'agent:main:x',
      allowedDecisions: ['allow-once', 'deny'],
      createdAt: 1,
      expiresAt: 2,
      request,
    });
  });

  it('of a plugin has its title and description, and leaves all decisions open', () => {
    const request = { title: 'Send mail', description: 'to everybody', cwd: null, sessionKey: null };
    const approval = approvalFrom('home', 'plugin', { id: 'plugin:1', request });
    expect(approval).toMatchObject({
      what: 'Send mail: to everybody',
      allowedDecisions: ['allow-once', 'allow-always', 'deny'],
    });
    expect(approval).not.toHaveProperty('sessionKey');
  });

  it('that says nothing is still one', () => {
    expect(approvalFrom('home', 'plugin', { id: 'plugin:1' })?.what).toContain('does not say');
  });

  it('without an id is none', () => {
    expect(approvalFrom('home', 'exec', { request: {} })).toBeUndefined();
    expect(resolutionFrom('home', 'exec', {})).toBeUndefined();
  });
});

describe('the end of an approval', () => {
  it('names who decided what', () => {
    const raw = { id: 'a1', decision: 'deny', resolvedBy: 'cli', ts: 3, request: { sessionKey: 's' } };
    expect(resolutionFrom('home', 'exec', raw)).toEqual({
      instance: 'home',
      kind: 'exec',
      id: 'a1',
      decision: 'deny',
      resolvedBy: 'cli',
      sessionKey: 's',
      at: 3,
      raw,
    });
  });

  it('has no decision when nobody took one, though the gateway says deny', () => {
    const resolution = resolutionFrom('home', 'exec', {
      id: 'a1',
      decision: 'deny',
      resolvedBy: null,
      ts: 3,
    });
    expect(resolution).not.toHaveProperty('decision');
    expect(resolution).not.toHaveProperty('resolvedBy');
  });

  it.each(['allow-once', 'allow-always'])('has the decision %s also when nobody is named', (decision) => {
    const raw = { id: 'a1', decision, resolvedBy: null, ts: 3 };
    expect(resolutionFrom('home', 'exec', raw)).toMatchObject({ decision });
  });
});

describe('the outcome of an approval', () => {
  const asked = { instance: 'home', kind: 'exec', id: 'a1' } as const;

  it.each([{ status: 'pending' }, {}])('is open with %j', (approval) => {
    expect(outcomeFrom(asked, approval)).toBe('waiting');
  });

  it('names who decided what', () => {
    const raw = {
      status: 'allowed',
      decision: 'allow-once',
      resolvedAtMs: 3,
      source: { sessionKey: 's' },
      resolver: { kind: 'device', id: 'd1' },
    };
    expect(outcomeFrom(asked, raw)).toEqual({
      ...asked,
      status: 'allowed',
      decision: 'allow-once',
      resolvedBy: 'd1',
      sessionKey: 's',
      at: 3,
      raw,
    });
  });

  it('is nobody’s when the gateway itself ended it', () => {
    const raw = { status: 'denied', decision: 'deny', reason: 'no-route', resolver: { kind: 'system' } };
    const outcome = outcomeFrom(asked, raw);
    expect(outcome).toMatchObject({ status: 'denied' });
    expect(outcome).not.toHaveProperty('decision');
  });
});
