import type { Environment } from './read.ts';

/**
 * The log file a `serve` was given, before anything is read: when it cannot even start because a setting is wrong, whoever
 * looks there finds out. Undefined for every other command.
 */
export function daemonsLogFile(argv: readonly string[], env: Environment): string | undefined {
  if (argv.find((word) => !word.startsWith('-')) !== 'serve') return undefined;
  const at = argv.findIndex((word) => word === '--log-file' || word.startsWith('--log-file='));
  const said = argv[at]?.includes('=') === true ? argv[at]?.replace(/^[^=]*=/, '') : argv[at + 1];
  return (at < 0 ? env['CLAWBRIDGE_LOG_FILE'] : said)?.trim() || undefined;
}
