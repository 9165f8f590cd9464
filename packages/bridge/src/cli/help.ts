import { asText, namesOf, type Option } from '../config/option.ts';
import { options } from '../config/options.ts';
import { VERSION } from '../version.ts';
import type { Command } from './command.ts';
import { commandOptions, commands } from './commands.ts';

/**
 * The whole help, or that of the command which is asked about, made from the tables of commands and options. Shows no value, so no
 * secret.
 */
export function helpText([name]: readonly string[] = []): string {
  const command = commands.find((one) => one.name === name && one.hasOwnHelp === true);
  return command === undefined ? wholeHelp() : helpOf(command);
}

function helpOf({ name, takes, summary, options: flags }: Command): string {
  return [
    `Usage: clawbridge ${name} ${takes} [flags]`,
    '',
    summary,
    '',
    'Flags:',
    ...flags.map(flagLine),
    '',
    'Settings, such as --home, and all other commands: `clawbridge --help`.',
  ].join('\n');
}

function wholeHelp(): string {
  return [
    `clawbridge ${VERSION} — the bridge between OpenClaw and everything that speaks MCP`,
    '',
    'Usage: clawbridge [command] [flags]',
    '',
    'Commands:',
    ...commands.map(({ name, takes, summary }) => `  ${`${name} ${takes}`.padEnd(44)} ${summary}`),
    '',
    'Flags of commands:',
    ...commandOptions().map(flagLine),
    '',
    'Settings (flag, environment variable, default):',
    ...Object.values<Option<unknown>>(options).map(flagLine),
    '',
    'A secret can also stand in a file: OPENCLAW_GATEWAY_TOKEN_FILE or --gateway-token-file, and so on.',
    'Everything can also stand in config.json5 in the folder of --home, and variables in the file `env` there.',
    'Exit codes: 0 ok, 1 failure, 2 usage, 78 configuration.',
  ].join('\n');
}

function flagLine(option: Option<unknown>): string {
  const { short, value, env, initial, help, isSecret } = option;
  const long = namesOf(option).map((name) => `--${name}`);
  const names = `${[...(short === undefined ? [] : [`-${short}`]), ...long].join(', ')}${value === '' ? '' : ` ${value}`}`;
  const from = env.length === 0 ? '' : ` [${env.join(', ')}${isSecret ? ' or …_FILE' : ''}]`;
  const unset =
    initial === undefined || initial === false || (Array.isArray(initial) && initial.length === 0);
  return `  ${names.padEnd(34)} ${help}${from}${unset ? '' : ` (${asText(initial)})`}`;
}
