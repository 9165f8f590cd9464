import { describe, expect, it } from 'vitest';
import { aMessageEvent } from '../domain/event.fixture.ts';
import { PERMISSION_MS, type PendingPermission } from '../domain/permission-verdict.ts';
import { createPendingPermissions } from './pending-permissions.ts';

const LETTERS = 'abcdefghijkmnopqrstuvwxyz';

const asked = (requestId: string, askedAt = 0): PendingPermission => ({
  request: { requestId, toolName: 'Bash', description: '', inputPreview: '' },
  askedAt,
});
const said = (text: string) => ({
  ...aMessageEvent(),
  type: 'message' as const,
  message: {
    messageId: 'm',
    role: 'user' as const,
    text,
    fromOwner: true,
    route: { channel: 'telegram', to: '1' },
  },
  cursor: 1,
});

describe('pending permissions', () => {
  it('are answered under the id the client gave, until they are dropped', () => {
    const pending = createPendingPermissions();
    pending.add(asked('AbCdE'));
    expect(pending.answeredBy(said('yes abcde'), 1)).toEqual({ requestId: 'AbCdE', behavior: 'allow' });
    expect(pending.answeredBy(said('no abcde'), 1)).toEqual({ requestId: 'AbCdE', behavior: 'deny' });
    pending.drop('AbCdE');
    expect(pending.answeredBy(said('yes abcde'), 1)).toBeUndefined();
  });

  it('are spoken of by the owner alone, and also where that answers nothing', () => {
    const pending = createPendingPermissions();
    pending.add({ ...asked('abcde'), place: { instance: 'home', sessionKey: 'agent:main:other' } });
    const word = said('yes abcde');
    const byOther = { ...word, message: { ...word.message, fromOwner: false } };
    expect(pending.answeredBy(word, 1)).toBeUndefined();
    expect(pending.isSpokenOf(word, 1)).toBe(true);
    expect(pending.isSpokenOf(byOther, 1)).toBe(false);
    expect(pending.isSpokenOf(said('yes fghij'), 1)).toBe(false);
    expect(pending.isSpokenOf(word, PERMISSION_MS)).toBe(false);
  });

  it('are forgotten after an hour, whether anybody answers or asks', () => {
    const pending = createPendingPermissions();
    pending.add(asked('abcde', 0));
    pending.answeredBy(said('hello'), PERMISSION_MS);
    expect(pending.size()).toBe(0);
    pending.add(asked('abcde', 0));
    pending.add(asked('fghij', PERMISSION_MS));
    expect(pending.size()).toBe(1);
  });

  it('give way to newer ones when there are too many', () => {
    const pending = createPendingPermissions();
    for (let i = 0; i < 110; i++) pending.add(asked(`aaa${LETTERS[Math.floor(i / 25)]}${LETTERS[i % 25]}`));
    expect(pending.size()).toBe(100);
    expect(pending.answeredBy(said('yes aaaaa'), 1)).toBeUndefined();
    expect(pending.answeredBy(said('yes aaaej'), 1)).toBeDefined();
  });
});
