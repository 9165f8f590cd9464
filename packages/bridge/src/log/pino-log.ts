import { pino } from 'pino';
import type { Log } from '../domain/port/log.ts';
import type { Redact } from '../domain/redact.ts';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `auto`: for a person where one looks. */
  readonly format?: 'auto' | 'json' | 'pretty';
  readonly redact: Redact;
  /** Where lines go; never stdout, which belongs to MCP. */
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** JSON lines for machines, short lines for a person at a terminal. Secrets are taken out of the finished line, wherever they stand. */
export function createLog({ level, format = 'auto', redact, output }: LogOptions): Log {
  const isForPerson = format === 'pretty' || (format === 'auto' && output.isTTY === true);
  const shape = isForPerson ? readable : (line: string) => line;
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => output.write(redact(shape(line))) },
  );
}

function readable(line: string): string {
  const { level, time, msg, stack, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const clock = String(time).slice(11, 19);
  return (
    [`${clock} ${String(level).padEnd(5)} ${String(msg)}`, ...rest].join('  ') +
    (typeof stack === 'string' ? `\n${stack}\n` : '\n')
  );
}
