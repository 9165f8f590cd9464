import type { Arguments } from '../config/arguments.ts';
import type { Environment } from '../config/read.ts';
import { flagText } from './flag-text.ts';
import { serviceOptions } from './service-options.ts';

/** As whom a service of the whole machine runs, whose folder its settings stand in. Undefined for everything else. */
export function serviceUser(
  { positionals: [command], flags }: Pick<Arguments, 'positionals' | 'flags'>,
  env: Environment,
): string | undefined {
  if (command !== 'service' || !flags.has(serviceOptions.system.flag)) return undefined;
  // The usual home is root's own, and is refused as one that nobody meant.
  if (!flags.has('home') && !env['CLAWBRIDGE_HOME']) return undefined;
  return flagText(flags, serviceOptions.runAs.flag) ?? env['SUDO_USER'];
}
