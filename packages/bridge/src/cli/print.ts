import type { ExitCode } from './command.ts';
import { OK } from './exit-code.ts';

/** Says on stdout what was asked for. */
export function print(...lines: readonly string[]): ExitCode {
  process.stdout.write(`${lines.join('\n')}\n`);
  return OK;
}
