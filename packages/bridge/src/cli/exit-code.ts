import type { FailureCode } from '../domain/failure.ts';
import type { ExitCode } from './command.ts';

export const OK: ExitCode = 0;
export const FAILED: ExitCode = 1;
const USAGE: ExitCode = 2;

/** EX_CONFIG of sysexits.h: a service manager must not start us again before somebody changes something. */
const CONFIGURATION: ExitCode = 78;

/** The face of a failure as the process ends. */
export function exitCodeOf(code: FailureCode): ExitCode {
  if (code === 'config_invalid') return CONFIGURATION;
  if (code === 'invalid_input') return USAGE;
  return FAILED;
}
