import { describe, expect, it } from 'vitest';
import { aMessageEvent } from './event.fixture.ts';
import type { LoggedEvent, SaidMessage } from './event.ts';
import { isAnswer, PERMISSION_MS, readVerdict, type PendingPermission } from './permission-verdict.ts';

describe('a verdict', () => {
  it.each([
    ['yes abcde', 'abcde', 'allow'],
    ['no abcde', 'abcde', 'deny'],
    ['YES  AbCdE', 'abcde', 'allow'],
    [' No\tzzzzz\n', 'zzzzz', 'deny'],
  ])('is what "%s" says', (text, requestId, behavior) => {
    expect(readVerdict(text)).toEqual({ requestId, behavior });
  });

  it.each([
    'yes',
    'yes abcd',
    'yes abcdef',
    'yes ablde',
    'yes abcd1',
    'yesabcde',
    'oh yes abcde',
    'yes abcde!',
    '',
  ])('is not what "%s" says', (text) => {
    expect(readVerdict(text)).toBeUndefined();
  });
});

describe('a message', () => {
  const NOW = 10_000_000;
  const place = { instance: 'home', sessionKey: 'agent:main:main' };
  const pending: PendingPermission = {
    request: { requestId: 'abcde', toolName: 'Bash', description: '', inputPreview: '' },
    place,
    askedAt: NOW,
  };
  const route = { channel: 'telegram', to: '1' };
  const said = (
    over: Partial<SaidMessage> = {},
    head: { readonly sessionKey?: string; readonly instance?: string } = {},
  ): LoggedEvent => ({
    ...aMessageEvent(head),
    type: 'message',
    message: { messageId: 'm', role: 'user', text: 'yes abcde', fromOwner: true, route, ...over },
    cursor: 1,
  });

  it('of the owner answers in the conversation the client worked for', () => {
    expect(isAnswer(said(), pending, NOW)).toBe(true);
  });

  it('answers wherever there is a way to the owner, when the client worked for none', () => {
    const { place: _, ...anywhere } = pending;
    expect(isAnswer(said({}, { sessionKey: 'agent:main:other' }), anywhere, NOW)).toBe(true);
    expect(
      isAnswer(
        {
          ...said(),
          type: 'message',
          message: { messageId: 'm', role: 'user', text: 'yes abcde', fromOwner: true },
        },
        anywhere,
        NOW,
      ),
    ).toBe(false);
  });

  it.each([
    ['somebody else wrote it', said({ fromOwner: false })],
    ['the assistant wrote it', said({ role: 'assistant' })],
    ['it says something else', said({ text: 'yes fghij' })],
    ['it was said in another conversation', said({}, { sessionKey: 'agent:main:other' })],
    ['it was said at another gateway', said({}, { instance: 'work' })],
  ])('does not answer when %s', (_, event) => {
    expect(isAnswer(event, pending, NOW)).toBe(false);
  });

  it('does not answer when an hour is over', () => {
    expect(isAnswer(said(), pending, NOW + PERMISSION_MS - 1)).toBe(true);
    expect(isAnswer(said(), pending, NOW + PERMISSION_MS)).toBe(false);
  });
});
