import { skimArguments } from './arguments.ts';
import type { Option } from './option.ts';
import { options } from './options.ts';
import type { Environment } from './read.ts';
import { saidHere } from './said-here.ts';

/**
 * The log file a `serve` was given, before anything is read: when it cannot even start because a setting is wrong, whoever
 * looks there finds out. Undefined for every other command.
 */
export function daemonsLogFile(
  argv: readonly string[],
  env: Environment,
  known: readonly Option<unknown>[],
): string | undefined {
  const { positionals, flags } = skimArguments(argv, known);
  const transport = flags.get(options.transport.flag);
  const isDaemon =
    positionals.length === 0 ? transport === 'http' || transport === 'sse' : positionals[0] === 'serve';
  return isDaemon ? saidHere(options.logFile, flags, env)?.text.trim() || undefined : undefined;
}
