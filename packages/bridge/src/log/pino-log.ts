import { pino } from 'pino';
import type { Log } from '../domain/port/log.ts';
import { printable } from '../domain/printable.ts';
import type { Redact } from '../domain/redact.ts';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `auto`: for a person where one looks. */
  readonly format?: 'auto' | 'json' | 'pretty';
  readonly redact: Redact;
  /** Where lines go; never stdout, which belongs to MCP. */
  readonly output: LogOutput;
}

/** Takes whole lines. */
export interface LogOutput {
  readonly isTTY?: boolean;
  write(line: string): unknown;
}

/** JSON lines for machines, short lines for a person at a terminal. Secrets are taken out of the finished line, wherever they stand. */
export function createLog({ level, format = 'auto', redact, output }: LogOptions): Log {
  const isForPerson = format === 'pretty' || (format === 'auto' && output.isTTY === true);
  // Secrets first as they are: on one line some would no longer be found.
  const shape = isForPerson ? (line: string) => readable(redact(line)) : (line: string) => line;
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

/** Texts of strangers stand among our own: none may look like a line of its own, or tell the terminal what to do. */
function readable(line: string): string {
  const { level, time, msg, stack, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const clock = String(time).slice(11, 19);
  const told = [`${clock} ${String(level).padEnd(5)} ${String(msg)}`, ...rest].map(printable).join('  ');
  return typeof stack === 'string' ? `${told}\n${printableLines(stack)}\n` : `${told}\n`;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
