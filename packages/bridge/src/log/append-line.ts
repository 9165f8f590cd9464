import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lineOf } from './line-of.ts';
import { takeOver } from './take-over.ts';

/** Writes one line at the end of a log file nobody has opened. Nothing happens where that is not possible. */
export function appendLine(
  file: string,
  message: string,
  { makeFolder }: { readonly makeFolder: (folder: string) => void },
): void {
  try {
    makeFolder(dirname(file));
    takeOver(file);
    appendFileSync(file, lineOf('error', message), { mode: 0o600 });
  } catch {
    // It is told on stderr as well.
  }
}
