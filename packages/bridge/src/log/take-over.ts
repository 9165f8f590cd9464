import { chmodSync, statSync } from 'node:fs';

const OF_OTHERS = 0o077;

/**
 * Makes sure that what has the name of a log file is one, for its owner only. Errors: when it is something else, such as a pipe,
 * which would hold up whoever opens it until somebody reads it.
 */
export function takeOver(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isFile()) throw new Error(`${file} is no file.`);
  if (process.platform === 'win32' || (found.mode & OF_OTHERS) === 0) return;
  try {
    chmodSync(file, 0o600);
  } catch {
    // Whose file it is decides who may read it.
  }
}
