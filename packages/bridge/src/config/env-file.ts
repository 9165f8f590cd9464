import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { plainEnvText, splitEnvText } from './env-text.ts';
import { invalid, type Option } from './option.ts';
import { options, type OptionName } from './options.ts';
import type { Environment } from './read.ts';
import { isSet } from './said-here.ts';

/** Variables that stand in `env` of the home folder, for every process that uses it. */
export interface EnvFile {
  /** Undefined where there is no such file. */
  readonly path: string | undefined;
  readonly variables: Environment;
}

export function envFilePath(home: string): string {
  return join(home, 'env');
}

/** Errors: `config_invalid`, naming a line and never what stands there. */
export function readEnvFile(home: string): EnvFile {
  const path = envFilePath(home);
  const text = textOf(path);
  if (text === undefined) return { path: undefined, variables: {} };
  const { brokenLine } = splitEnvText(text);
  if (brokenLine !== undefined)
    throw invalid(
      `${path} cannot be understood at line ${brokenLine}.`,
      'Each line is NAME=value, or begins with #.',
    );
  const variables = parseEnv(text);
  if (variables['CLAWBRIDGE_HOME'] !== undefined)
    throw invalid(
      `CLAWBRIDGE_HOME stands in ${path}, which is only found once the home folder is known.`,
      'Take it out; set it where clawbridge is started, or use --home.',
    );
  return { path, variables };
}

/** Names that look like settings of ours and are none. */
export function strangersIn({ variables }: EnvFile): readonly string[] {
  return Object.keys(variables).filter((name) => OURS.test(name) && settingOf(name) === undefined);
}

const OURS = /^(?:CLAWBRIDGE|XIAOZHI)_/;

/** Undefined where there is none. */
export function textOf(path: string): string | undefined {
  try {
    return plainEnvText(readFileSync(path, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw invalid(`${path} cannot be read.`, 'Make it readable for this user.');
  }
}

/** Both, the real environment before the file: what it says of a setting is all that is said of it. */
export function withEnvFile(real: Environment, { path, variables }: EnvFile): Environment {
  if (path === undefined) return real;
  const overruled = new Set(
    Object.keys(real)
      .filter((name) => isSet(real[name]))
      .flatMap(rivalsOf),
  );
  const left = Object.entries(variables).filter(([name]) => !overruled.has(name));
  return { ...real, ...Object.fromEntries(left) };
}

/** Settings of which only one is meant. */
const EITHER: readonly (readonly OptionName[])[] = [
  ['url', 'instances'],
  ['xiaozhiUrl', 'xiaozhiToken'],
];

/** Every variable that says the same thing, itself among them: other names of a setting, and where its secret stands. */
export function rivalsOf(variable: string): readonly string[] {
  const key = settingOf(variable);
  if (key === undefined) return [variable];
  const keys = EITHER.find((names) => names.includes(key)) ?? [key];
  return keys.flatMap((one) => variablesOf(options[one]));
}

function settingOf(variable: string): OptionName | undefined {
  const keys = Object.keys(options) as OptionName[];
  return keys.find((key) => variablesOf(options[key]).includes(variable));
}

function variablesOf({ env, isSecret }: Option<unknown>): readonly string[] {
  return isSecret ? env.flatMap((name) => [name, `${name}_FILE`]) : env;
}

const OF_OTHERS = 0o077;

/** What to say where others on this machine can read the file. */
export function exposedEnvFile(
  path: string | undefined,
): { readonly detail: string; readonly hint: string } | undefined {
  // The bits say nothing there: folders of a person are closed by access lists.
  if (path === undefined || process.platform === 'win32') return undefined;
  if ((statSync(path).mode & OF_OTHERS) === 0) return undefined;
  return {
    detail: `Others on this machine may read ${path}, in which secrets stand.`,
    hint: `Close it with: chmod 600 ${path}`,
  };
}
