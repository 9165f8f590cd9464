import { existsSync } from 'node:fs';
import { Failure } from '../domain/failure.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { flagValue } from './flag-value.ts';
import type { ServiceDesk } from './service-desk.ts';
import { serviceOptions } from './service-options.ts';
import { untilStopSignal } from './stop.ts';
import { followFile, lastLines } from './tail.ts';

/** Prints the end of the log, and with --follow whatever comes. Errors: `service_failed` when there is none. */
export async function printLog(
  { logFile: file, host, name }: Pick<ServiceDesk, 'logFile' | 'host' | 'name'>,
  flags: Invocation['flags'],
): Promise<ExitCode> {
  const lines = flagValue(flags, serviceOptions.lines);
  const end = lastLines(file, lines);
  if (end === undefined && !existsSync(host.file))
    throw new Failure(
      'service_failed',
      `There is no service ${name} (${host.title}), and no log at ${file}.`,
      {
        hint: 'Run `clawbridge service install`.',
      },
    );
  if (end === undefined && !flags.has('follow'))
    throw new Failure('service_failed', `There is no log at ${file}.`, {
      hint: 'The service makes it when it starts: see `clawbridge service status`.',
    });
  if (end === undefined) process.stderr.write(`waiting for ${file}\n`);
  process.stdout.write(end?.text ?? '');
  if (!flags.has('follow')) return OK;
  const stop = followFile(file, end?.position ?? 0, (text) => process.stdout.write(text));
  await untilStopSignal();
  stop();
  return OK;
}
