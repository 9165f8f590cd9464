import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { maybe, secret } from './option.ts';
import { inlineSecretWarning, secretFileOption } from './secret-flags.ts';

const token = secret({ flag: 'gateway-token', aliases: ['token'], help: '' });
const known = [token, secretFileOption(token), maybe({ flag: 'model', value: 'MODEL', help: '' })];

const warning = (...argv: string[]) => inlineSecretWarning(readArguments(argv, known), known);

describe('a secret on the command line', () => {
  it.each([['--gateway-token'], ['--token']])('is worth a warning that names %s', (flag) => {
    expect(warning(flag, 'hunter2')).toMatch(new RegExp(`of ${flag} in .* Use ${flag}-file\\.$`));
  });

  it('is not told in the warning', () => {
    expect(warning('--token=hunter2')).not.toContain('hunter2');
  });

  it.each([[['--token-file', 'x']], [['--gateway-token-file', 'x']], [['--model', 'x']]])(
    'is none with %j',
    (argv) => {
      expect(warning(...argv)).toBeUndefined();
    },
  );
});

describe('the file of a secret', () => {
  it('has a flag for each name of the secret', () => {
    expect(secretFileOption(token)).toMatchObject({ flag: 'gateway-token-file', aliases: ['token-file'] });
  });
});
