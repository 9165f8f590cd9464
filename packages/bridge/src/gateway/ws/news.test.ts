import { describe, expect, it } from 'vitest';
import { newsFrom } from './news.ts';

const news = (event: string, payload: object) => newsFrom('home', { event, payload: { ...payload } });

describe('news', () => {
  it('of a message tells its route', () => {
    const payload = {
      sessionKey: 'agent:main:x',
      messageId: 'm1',
      message: { role: 'user', content: 'hi', timestamp: 1 },
      session: { hasActiveRun: true },
      lastChannel: 'telegram',
      lastTo: '-1',
    };
    expect(news('session.message', payload)).toMatchObject({
      kind: 'message',
      message: { id: 'm1', text: 'hi' },
      route: { channel: 'telegram', to: '-1' },
    });
  });

  it('of a session tells what happened to it', () => {
    expect(news('sessions.changed', { sessionKey: 's', reason: 'reset', session: {} })).toEqual({
      kind: 'session',
      sessionKey: 's',
      reason: 'reset',
    });
    const session = { key: 's', hasActiveRun: false, deliveryContext: { channel: 'Telegram', to: '-1' } };
    expect(news('sessions.changed', { session })).toEqual({
      kind: 'session',
      sessionKey: 's',
      route: { channel: 'telegram', to: '-1' },
      isActive: false,
    });
  });

  it.each(['exec', 'plugin'])('of %s approvals tells their beginning and their end', (kind) => {
    expect(news(`${kind}.approval.requested`, { id: 'a1', request: {} })).toMatchObject({
      kind: 'approval',
      approval: { kind, id: 'a1' },
    });
    expect(news(`${kind}.approval.resolved`, { id: 'a1' })).toMatchObject({
      kind: 'resolution',
      resolution: { kind, id: 'a1' },
    });
  });

  it.each([
    ['tick', {}],
    ['chat', { sessionKey: 's', state: 'delta' }],
    ['session.message', { sessionKey: 's', message: {} }],
    ['sessions.changed', {}],
    ['exec.approval.requested', {}],
    ['exec.approval.resolved', {}],
    ['exec.approval.discussed', { id: 'a1' }],
  ])('is not made of %s %j', (event, payload) => {
    expect(news(event, payload)).toBeUndefined();
  });
});
