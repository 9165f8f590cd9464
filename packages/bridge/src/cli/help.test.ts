import { describe, expect, it } from 'vitest';
import { namesOf, type Option } from '../config/option.ts';
import { options } from '../config/options.ts';
import { VERSION } from '../version.ts';
import { commandOptions, commands } from './commands.ts';
import { helpText } from './help.ts';

const settings = Object.values<Option<unknown>>(options);
const lineOf = (flag: string) =>
  helpText()
    .split('\n')
    .find((line) => new RegExp(`^ .*--${flag}[ ,]`).test(line)) ?? '';

describe('the help', () => {
  it('begins with the version and how to call the program', () => {
    expect(helpText()).toMatch(
      new RegExp(`^clawbridge ${VERSION} .*\n\nUsage: clawbridge \\[command\\] \\[flags\\]`),
    );
  });

  it.each(commands.map(({ name, summary }) => ({ name, summary })))(
    'tells what $name does',
    ({ name, summary }) => {
      expect(helpText()).toMatch(new RegExp(`^ {2}${name} `, 'm'));
      expect(helpText()).toContain(summary);
    },
  );

  it.each([...settings, ...commandOptions()])('names --$flag, its variables and what it is for', (option) => {
    const line = lineOf(option.flag);
    expect(line).toContain(option.help);
    for (const variable of option.env) expect(line).toContain(variable);
    if (option.short !== undefined) expect(line).toContain(`-${option.short}, `);
    for (const alias of option.aliases) expect(line).toContain(`--${alias}`);
  });

  it('is that of one command where somebody asks about it', () => {
    const ofService = helpText(['service', 'install']);
    expect(ofService).toMatch(/^Usage: clawbridge service install /);
    expect(ofService).toContain('--run-as USER');
    expect(ofService).not.toContain('--openclaw-url');
    expect(helpText(['xiaozhi'])).toContain('status | check [NAME]');
    expect(helpText(['serve'])).toBe(helpText());
  });

  it('shows the defaults people ask for', () => {
    expect(lineOf('port')).toContain('(3000)');
    expect(lineOf('host')).toContain('(127.0.0.1)');
    expect(lineOf('outlet')).toContain('--outlet auto|ws|http');
    expect(lineOf('auth')).not.toMatch(/\((false|true)\)/);
    expect(lineOf('cors-origins')).not.toMatch(/\(\)/);
  });

  it('shows no secret: whatever is set, it is the same', () => {
    const secrets = settings.filter(({ isSecret }) => isSecret);
    expect(secrets.map(({ flag }) => flag)).toEqual([
      'gateway-token',
      'gateway-password',
      'webhook-secret',
      'xiaozhi-url',
      'xiaozhi-token',
      'client-secret',
      'metrics-token',
      'database-url',
    ]);
    for (const { flag, initial } of secrets) {
      expect(initial).toBeUndefined();
      expect(lineOf(flag)).toMatch(/or …_FILE\]$/);
    }
  });

  it('tells the exit codes', () => {
    expect(helpText()).toContain('Exit codes: 0 ok, 1 failure, 2 usage, 78 configuration.');
  });
});

it('knows each command once', () => {
  const names = commands.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

describe('the flags', () => {
  const all = [...settings, ...commandOptions()];

  it('have names of their own', () => {
    const names = all.flatMap((option) => namesOf(option).concat(option.short ?? []));
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });
});
