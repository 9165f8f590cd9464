import { describe, expect, it } from 'vitest';
import { isNotifierName, parseTarget } from './notice.ts';

describe('parseTarget', () => {
  it.each([
    ['https://example.com/hook?a=1', { kind: 'webhook', url: 'https://example.com/hook?a=1' }],
    [' HTTP://nas.local:8080/x \n', { kind: 'webhook', url: 'HTTP://nas.local:8080/x' }],
    ['telegram:123456', { kind: 'route', channel: 'telegram', to: '123456' }],
    ['Telegram: -100123', { kind: 'route', channel: 'telegram', to: '-100123' }],
    ['whatsapp:+4915112345678', { kind: 'route', channel: 'whatsapp', to: '+4915112345678' }],
    ['matrix:!room:example.org', { kind: 'route', channel: 'matrix', to: '!room:example.org' }],
    ['slack:channel:C1', { kind: 'route', channel: 'slack', to: 'channel:C1' }],
    ['desk-bell', { kind: 'named', name: 'desk-bell' }],
    ['https', { kind: 'named', name: 'https' }],
  ])('understands %j', (target, parsed) => {
    expect(parseTarget(target)).toEqual(parsed);
  });

  it.each([
    '',
    '  ',
    'two words',
    'telegram:',
    'telegram:   ',
    ':123',
    'ftp://example.com/x',
    'file:///etc/passwd',
    'https:example.com',
    'https:/example.com',
    'http:',
    'telegram:1\n2',
    'tele\u0000gram',
    `https://example.com/${'x'.repeat(2_000)}`,
    '-dash',
    'ünïcode',
    'n'.repeat(65),
  ])('refuses %j and says what a target can be', (target) => {
    expect(() => parseTarget(target)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(/^".*" is nobody that can be notified\.$/),
        hint: expect.stringMatching(/configured notifier.*https:\/\/.*<channel>:<recipient>/),
      }),
    );
  });

  it('shows only the beginning of what it refuses, in one line', () => {
    const refused = () => parseTarget(`a b\n${'👋'.repeat(1_000)}`);
    expect(refused).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{1,140}$/u) }));
  });
});

describe('the name of a notifier', () => {
  it.each([
    ['bell', true],
    ['2nd_bell-x', true],
    ['', false],
    ['-bell', false],
    ['a.b', false],
  ])('%j: %s', (name, good) => {
    expect(isNotifierName(name)).toBe(good);
  });
});
