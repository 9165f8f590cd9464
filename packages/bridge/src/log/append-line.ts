import { appendFileSync } from 'node:fs';
import { lineOf } from './line-of.ts';

/** Writes one line at the end of a log file nobody has opened. Nothing happens where that is not possible. */
export function appendLine(file: string, message: string): void {
  try {
    appendFileSync(file, lineOf('error', message), { mode: 0o600 });
  } catch {
    // It is told on stderr as well.
  }
}
