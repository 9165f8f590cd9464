import { describe, expect, it } from 'vitest';
import { agentOfSession, fullSessionKey, isConversation, isSameSession } from './conversation.ts';

describe('a session key', () => {
  it.each([
    ['agent:main:telegram:1', 'main'],
    ['Agent:Work:x', 'work'],
    ['telegram:1', undefined],
    ['agent:', undefined],
  ])('%s names the agent %s', (key, agent) => {
    expect(agentOfSession(key)).toBe(agent);
  });

  it.each([
    ['notes', 'agent:main:notes'],
    ['Agent:Work:Notes', 'agent:work:notes'],
  ])('%s is known to the log as %s', (asked, full) => {
    expect(fullSessionKey(asked)).toBe(full);
  });

  it.each([
    ['agent:main:notes', 'Notes', true],
    ['agent:work:notes', 'notes', true],
    ['agent:work:notes', 'AGENT:work:notes', true],
    ['agent:work:notes', 'agent:main:notes', false],
    ['agent:main:notes:1', 'notes', false],
  ])('%s and %s mean the same: %s', (full, asked, expected) => {
    expect(isSameSession(full, asked)).toBe(expected);
  });
});

it('is a conversation if it has a route', () => {
  const session = { instance: 'home', key: 'agent:main:x', isActive: false };
  expect(isConversation(session)).toBe(false);
  expect(isConversation({ ...session, route: { channel: 'telegram', to: 'ada' } })).toBe(true);
});
