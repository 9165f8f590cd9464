import { describe, expect, it } from 'vitest';
import { isGuessable } from './is-guessable.ts';

describe('a password', () => {
  it.each([
    '123456789012',
    'qwertyuiop12',
    'QwertyUiop!!',
    'password1234',
    'passwordpassword',
    'Passw0rd-2026!',
    'clawbridge123',
    'clawbridgeclawbridge',
    'openclaw1234',
    'abcdefghijklmnop',
    '987654321098',
    'xyzzy1xyzzy1xyzzy1',
    'letmein letmein',
    'administrator2026',
  ])('that everybody tries is guessed: %s', (password) => {
    expect(isGuessable(password)).toBe(true);
  });

  it.each([
    'correct horse battery staple',
    'tr0ub4dor&3xyz!k',
    'Kühlschrank-Regen-9-Lampe',
    'mein sehr langes Passwort mit Katze',
    'J8w#pQ2z!vLm',
    '我的密码是四个不相关的词语组合',
  ])('that somebody thought about is not: %s', (password) => {
    expect(isGuessable(password)).toBe(false);
  });
});
