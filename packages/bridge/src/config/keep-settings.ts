import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { makeFolder } from '../store/make-folder.ts';
import type { Arguments } from './arguments.ts';
import { envFilePath, readEnvFile, rivalsOf, textOf } from './env-file.ts';
import { splitEnvText } from './env-text.ts';
import { invalid, type Option } from './option.ts';
import { options, type OptionName } from './options.ts';
import type { Config } from './read.ts';
import { isSet, saidHere, secretFile } from './said-here.ts';
import { withWholePaths } from './whole-paths.ts';

/** Variables of others that decide what a bridge does; those of OpenTelemetry as well. */
const OF_OTHERS: readonly string[] = [
  'OPENCLAW_ALLOW_INSECURE_PRIVATE_WS',
  'OPENCLAW_CONFIG_PATH',
  'OPENCLAW_GATEWAY_PORT',
  'OPENCLAW_HOME',
  'OPENCLAW_PROFILE',
  'OPENCLAW_STATE_DIR',
];

/**
 * The home folder is where it is kept; the others mean something to one start only. The log file is kept although a service is
 * told of it: `service logs` looks for it here.
 */
const NOT_KEPT: readonly OptionName[] = ['home', 'transport', 'debug', 'pidFile'];

/**
 * What flags and environment tell this process, secrets among it, that one started by a service manager would not see: names
 * of variables and their values. Neither what stands in config.json5 nor what is kept already.
 */
export function settingsToKeep(
  { home, environment }: Pick<Config, 'home' | 'environment'>,
  flags: Arguments['flags'],
): Readonly<Record<string, string>> {
  const kept = readEnvFile(home).variables;
  const isNews = ([name, value]: readonly [string, string | undefined]) => kept[name] !== value;
  const news = Object.fromEntries(Object.entries(environment).filter(isNews));
  const said = [
    ...Object.entries<Option<unknown>>(options)
      .filter(([key]) => !NOT_KEPT.some((one) => one === key))
      .flatMap(([, option]) => saidOf(option, flags, news)),
    ...Object.entries(news).flatMap(([name, value]) =>
      isSet(value) && (OF_OTHERS.includes(name) || name.startsWith('OTEL_'))
        ? [[name, value ?? ''] as const]
        : [],
    ),
  ];
  // A service starts in a folder of its own.
  const whole = said.map(([name, value]) => [name, withWholePaths(name, value)] as const);
  return Object.fromEntries(whole.filter(isNews));
}

type Variable = readonly [name: string, value: string];

/** A flag before the environment; where a secret stands, rather than the secret, if that is what was said. */
function saidOf(
  option: Option<unknown>,
  flags: Arguments['flags'],
  environment: Config['environment'],
): readonly Variable[] {
  const said = saidHere(option, flags, environment);
  if (said?.place.startsWith('--') === true) return variable(said.variable, said.text);
  const file = option.isSecret ? secretFile(option, flags, environment) : undefined;
  if (file !== undefined) return variable(option.env[0] && `${option.env[0]}_FILE`, file);
  return said === undefined ? [] : variable(said.variable, said.text);
}

function variable(name: string | undefined, value: string): readonly Variable[] {
  return name === undefined ? [] : [[name, value]];
}

/**
 * Writes variables into `env` of the home folder, which only this user can read: in the place of those that say the same,
 * beside all other lines. Whole or not at all. Returns its path. Errors: `config_invalid`.
 */
export function keepSettings(home: string, variables: Readonly<Record<string, string>>): string {
  const path = envFilePath(home);
  // What cannot be understood is left to whoever wrote it.
  readEnvFile(home);
  const text = withVariables(textOf(path) ?? '', variables);
  // Nobody knows that name before, and `wx` writes into nothing that is there.
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    makeFolder(home);
    writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
    renameSync(draft, path);
  } catch (thrown) {
    rmSync(draft, { force: true });
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'error';
    throw invalid(`${path} cannot be written (${code}).`, 'Make the folder writable for this user.');
  }
  return path;
}

/** Names of what stands there now and says the same as what is to be kept. */
export function replacedBy(home: string, variables: Readonly<Record<string, string>>): readonly string[] {
  const replaced = new Set(Object.keys(variables).flatMap(rivalsOf));
  return Object.keys(readEnvFile(home).variables)
    .filter((name) => replaced.has(name))
    .toSorted();
}

/** In the file's order, and what is new at its end. */
function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  const replaced = new Set(Object.keys(variables).flatMap(rivalsOf));
  const left = new Map(Object.entries(variables));
  const kept = splitEnvText(text).pieces.flatMap(({ name, text: piece }) => {
    if (name === undefined || !replaced.has(name)) return [piece];
    const value = left.get(name);
    left.delete(name);
    return value === undefined ? [] : [lineOf(name, value)];
  });
  const all = kept.join('');
  const added = [...left].map(([name, value]) => lineOf(name, value)).join('');
  return all === '' || all.endsWith('\n') || added === '' ? all + added : `${all}\n${added}`;
}

const QUOTES = ['', "'", '`', '"'];

/** In the first form that is read again as it was. */
function lineOf(name: string, value: string): string {
  const lines = QUOTES.map((quote) => `${name}=${quote}${value}${quote}\n`);
  const line = lines.find(
    (one) =>
      splitEnvText(one).pieces.length === 1 &&
      splitEnvText(one).brokenLine === undefined &&
      parseEnv(one)[name] === value,
  );
  if (line !== undefined) return line;
  throw invalid(
    `${name} has too many kinds of quotation marks for the env file.`,
    'Put it into config.json5.',
  );
}
