import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Arguments } from './arguments.ts';
import type { Option } from './option.ts';
import { options, type OptionName } from './options.ts';
import type { Config } from './read.ts';
import { saidHere, secretFile } from './said-here.ts';

/** Settings that mean something to a process a client starts. */
const OF_A_CLIENT = [
  'url',
  'token',
  'password',
  'instances',
  'model',
  'outlet',
  'mode',
  'allowChannels',
  'allowAgents',
  'allowSessions',
  'tools',
  'claudeChannelMode',
  'voiceLanguage',
  'assistantName',
  'voiceWaitMs',
  'speechChars',
  'speechBytes',
  'timeoutMs',
  'maxTokens',
  'maxConcurrent',
  'notify',
  'webhookSecret',
  'webhookHosts',
  'databaseUrl',
] as const satisfies readonly OptionName[];

/** JSON in which a secret may stand. */
const MAY_HOLD_A_SECRET: readonly string[] = ['instances', 'notify'] satisfies OptionName[];

export interface HandedOn {
  /** For the environment of that process. Of secrets only the paths of their files. */
  readonly variables: Readonly<Record<string, string>>;
  readonly withheld: readonly Withheld[];
}

/** A secret that is set for this process only. */
export interface Withheld {
  /** The variable or flag it stands in. */
  readonly place: string;
  /** Its key in config.json5. */
  readonly key: string;
}

/**
 * What flags and environment tell this process, for one that a client starts and that will have neither. What stands in
 * config.json5 it reads by itself.
 */
export function handedOn(
  { home, environment }: Pick<Config, 'home' | 'environment'>,
  flags: Arguments['flags'],
): HandedOn {
  const variables: Record<string, string> = {};
  const withheld: Withheld[] = [];
  if (resolve(home) !== join(homedir(), '.clawbridge')) variables['CLAWBRIDGE_HOME'] = resolve(home);
  for (const key of OF_A_CLIENT) {
    const option: Option<unknown> = options[key];
    const variable = option.env[0] ?? key;
    const file = option.isSecret ? secretFile(option, flags, environment) : undefined;
    if (file !== undefined) variables[`${variable}_FILE`] = resolve(file);
    const said = saidHere(option, flags, environment);
    if (said === undefined) continue;
    if (option.isSecret || MAY_HOLD_A_SECRET.includes(key) || hasUserInfo(said.text))
      withheld.push({ place: said.place, key });
    else variables[variable] = said.text;
  }
  return { variables, withheld };
}

/** `https://user:password@host` */
function hasUserInfo(text: string): boolean {
  return /\/\/[^/]*@/.test(text);
}
