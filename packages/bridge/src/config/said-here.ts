import type { Arguments } from './arguments.ts';
import type { Option } from './option.ts';
import type { Environment } from './read.ts';
import { fileFlag } from './secret-flags.ts';

/** What a flag or the environment says of one setting. */
export interface SaidHere {
  /** The flag or variable it stands in. */
  readonly place: string;
  /** The variable that says it: the same one, or the first that a flag has. */
  readonly variable: string | undefined;
  readonly text: string;
}

export function saidHere(
  { flag, env }: Option<unknown>,
  flags: Arguments['flags'],
  environment: Environment,
): SaidHere | undefined {
  const flagged = flags.get(flag);
  if (flagged !== undefined) return { place: `--${flag}`, variable: env[0], text: String(flagged) };
  const variable = env.find((one) => isSet(environment[one]));
  return variable === undefined
    ? undefined
    : { place: variable, variable, text: environment[variable] ?? '' };
}

/** The file in which a secret stands, as a flag or the environment names it. */
export function secretFile(
  option: Option<unknown>,
  flags: Arguments['flags'],
  environment: Environment,
): string | undefined {
  const flagged = flags.get(fileFlag(option));
  if (typeof flagged === 'string') return flagged;
  return option.env.map((one) => environment[`${one}_FILE`]).find(isSet);
}

/** An empty variable counts as not set: that is how compose files and service managers leave one out. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}
