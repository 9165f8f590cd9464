import { usage } from '../config/arguments.ts';
import type { Option } from '../config/option.ts';
import { toFailure } from '../domain/failure.ts';
import type { Invocation } from './command.ts';

/**
 * What a flag of a command says. Fails closed: a flag that says nothing is no flag left out, which would give more.
 * Errors: `invalid_input`.
 */
export function flagValue<T>(flags: Invocation['flags'], option: Option<T>): T {
  const given = flags.get(option.flag);
  if (typeof given !== 'string') return option.initial;
  const value = readFlag(option, given);
  if (value === undefined) throw usage(`--${option.flag} is empty; leave it out, or name one.`);
  return value;
}

function readFlag<T>(option: Option<T>, given: string): T {
  try {
    return option.read(given, `--${option.flag}`);
  } catch (thrown) {
    throw usage(toFailure(thrown).message);
  }
}
