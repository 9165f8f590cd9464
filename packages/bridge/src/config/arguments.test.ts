import { describe, expect, it } from 'vitest';
import { readArguments, usage } from './arguments.ts';
import { maybe, secret, text, toggle, type Option } from './option.ts';

const known: readonly Option<unknown>[] = [
  maybe({ flag: 'openclaw-url', aliases: ['url'], short: 'u', value: 'URL', help: '' }),
  text({ flag: 'model', value: 'MODEL', initial: 'openclaw', help: '' }),
  secret({ flag: 'gateway-token', help: '' }),
  toggle({ flag: 'auth', help: '' }),
  toggle({ flag: 'json', help: '' }),
  toggle({ flag: 'debug', aliases: ['verbose'], short: 'v', help: '' }),
];

const read = (...argv: string[]) => {
  const { positionals, flags } = readArguments(argv, known);
  return { positionals, flags: Object.fromEntries(flags) };
};

describe('readArguments', () => {
  it.each([
    ['--openclaw-url http://x', { 'openclaw-url': 'http://x' }],
    ['--openclaw-url=http://x', { 'openclaw-url': 'http://x' }],
    ['-u http://x', { 'openclaw-url': 'http://x' }],
    ['-uhttp://x', { 'openclaw-url': 'http://x' }],
    ['--url http://x', { 'openclaw-url': 'http://x' }],
    ['--url=http://x', { 'openclaw-url': 'http://x' }],
    ['--verbose', { debug: true }],
    ['-v', { debug: true }],
    ['-v --debug', { debug: true }],
    ['--no-verbose', { debug: 'false' }],
    ['--verbose false', { debug: 'false' }],
    ['--auth', { auth: true }],
    ['--auth=false', { auth: 'false' }],
    ['--auth true', { auth: 'true' }],
    ['--auth FALSE', { auth: 'FALSE' }],
    ['--no-auth', { auth: 'false' }],
    ['--auth --no-auth', { auth: 'false' }],
    ['--no-auth --json', { auth: 'false', json: true }],
    ['--model a --model b', { model: 'b' }],
    ['--model=', { model: '' }],
    ['--model -1', { model: '-1' }],
    ['--gateway-token=--dashes', { 'gateway-token': '--dashes' }],
  ])('understands %s', (line, flags) => {
    expect(read(...line.split(' '))).toEqual({ positionals: [], flags });
  });

  it.each([
    ['--url http://x --openclaw-url http://y', '--url and --openclaw-url'],
    ['--openclaw-url http://x -u http://x', '--openclaw-url and -u'],
  ])('refuses %s: who says it twice may mean either', (line, both) => {
    expect(() => read(...line.split(' '))).toThrow(`${both} are the same setting; keep one.`);
  });

  it('remembers how a flag was typed', () => {
    const { typed } = readArguments(['--url', 'http://x', '-v', '--auth'], known);
    expect([...typed]).toEqual([
      ['openclaw-url', '--url'],
      ['debug', '-v'],
      ['auth', '--auth'],
    ]);
  });

  it('keeps words and flags apart, in any order', () => {
    expect(read('chat', '--json', 'hello', '-u', 'http://x', 'there')).toEqual({
      positionals: ['chat', 'hello', 'there'],
      flags: { json: true, 'openclaw-url': 'http://x' },
    });
  });

  it('takes everything behind -- as text, also what looks like a flag', () => {
    expect(read('chat', '--', '--no-auth', '--auth', 'true', '--nonsense')).toEqual({
      positionals: ['chat', '--no-auth', '--auth', 'true', '--nonsense'],
      flags: {},
    });
  });

  it('takes true for a word where no switch stands before it', () => {
    expect(read('chat', 'true', '--json')).toEqual({ positionals: ['chat', 'true'], flags: { json: true } });
  });

  it.each([
    ['--openclaw-ulr http://x', 'Unknown flag --openclaw-ulr. Did you mean --openclaw-url?'],
    ['--vrbose', 'Unknown flag --vrbose. Did you mean --verbose?'],
    ['--jsn', 'Unknown flag --jsn. Did you mean --json?'],
    ['--no-jsn', /^Unknown flag --no-jsn\./],
    ['--frobnicate', 'Unknown flag --frobnicate.'],
    ['-x', 'Unknown flag -x.'],
  ])('refuses %s and says what was probably meant', (line, message) => {
    expect(() => read(...line.split(' '))).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        hint: expect.stringContaining('--help'),
      }),
    );
  });

  it.each(['--model', '-u', '--model --json', '--gateway-token --auth'])(
    'refuses %s: the value was forgotten',
    (line) => {
      expect(() => read(...line.split(' '))).toThrow(/needs a value/);
    },
  );

  it('says nothing of a secret that stands behind a misspelt flag', () => {
    const attempts = [['--gateway-tokn', 'hunter2hunter2'], ['--gateway-tokn=hunter2hunter2']];
    for (const argv of attempts) {
      expect(() => read(...argv)).toThrow(
        expect.objectContaining({ message: 'Unknown flag --gateway-tokn. Did you mean --gateway-token?' }),
      );
    }
  });
});

describe('usage', () => {
  it('is a failure that leads to the help', () => {
    expect(usage('No.')).toMatchObject({
      code: 'invalid_input',
      message: 'No.',
      hint: 'See `clawbridge --help`.',
    });
  });
});
