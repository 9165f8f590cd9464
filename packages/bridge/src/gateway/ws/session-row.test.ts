import { describe, expect, it } from 'vitest';
import { activityFrom, routeFrom, sessionFrom } from './session-row.ts';

describe('the route of a session', () => {
  it.each([
    [
      'is where it delivers to, before anything else',
      {
        deliveryContext: { channel: 'Telegram', to: '-1001', accountId: 'bot', threadId: 7 },
        lastChannel: 'signal',
        lastTo: '+49',
        lastAccountId: 'me',
        lastThreadId: 'other',
      },
      { channel: 'telegram', to: '-1001', accountId: 'bot', threadId: 7 },
    ],
    [
      'is where its last message came from',
      { lastChannel: 'signal', lastTo: '+49', lastAccountId: 'me', lastThreadId: 'thread-1', channel: 'x' },
      { channel: 'signal', to: '+49', accountId: 'me', threadId: 'thread-1' },
    ],
    ['takes its channel from the row', { channel: 'irc', lastTo: '#a' }, { channel: 'irc', to: '#a' }],
    [
      'takes from its origin what nothing else tells',
      { origin: { provider: 'imessage', accountId: 'a', threadId: 0 }, lastTo: '+1' },
      { channel: 'imessage', to: '+1', accountId: 'a', threadId: 0 },
    ],
    [
      'needs a recipient',
      { deliveryContext: { channel: 'telegram' }, origin: { to: 'user:bob' } },
      undefined,
    ],
    ['needs a channel', { deliveryContext: { to: '1' } }, undefined],
    ['is not made of empty words', { deliveryContext: { channel: '', to: '' } }, undefined],
  ])('%s', (_, row, route) => {
    expect(routeFrom(row)).toEqual(route);
  });
});

describe('a session', () => {
  it('has what its row tells', () => {
    const row = {
      key: 'agent:main:telegram:group:-1',
      sessionId: 's1',
      updatedAt: 5,
      hasActiveRun: true,
      label: 'L',
      displayName: 'D',
      derivedTitle: 'T',
      lastMessagePreview: 'P',
      deliveryContext: { channel: 'telegram', to: '-1' },
      more: 'of no interest',
    };
    expect(sessionFrom('home', row)).toEqual({
      instance: 'home',
      key: 'agent:main:telegram:group:-1',
      sessionId: 's1',
      updatedAt: 5,
      isActive: true,
      label: 'L',
      displayName: 'D',
      derivedTitle: 'T',
      lastMessagePreview: 'P',
      route: { channel: 'telegram', to: '-1' },
    });
  });

  it('that tells nothing but its key is idle and without a route', () => {
    expect(sessionFrom('home', { key: 'k', updatedAt: null, label: null })).toEqual({
      instance: 'home',
      key: 'k',
      isActive: false,
    });
  });

  it('without a key is none', () => {
    expect(sessionFrom('home', { sessionId: 's1' })).toBeUndefined();
  });

  it.each([
    [{ hasActiveRun: true, status: 'done' }, true],
    [{ hasActiveRun: false, status: 'running' }, false],
    [{ status: 'running' }, true],
    [{ status: 'done' }, false],
    [{}, undefined],
  ])('with %j is active: %s', (row, active) => {
    expect(activityFrom(row)).toBe(active);
  });
});
