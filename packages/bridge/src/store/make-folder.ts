import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder only its owner may enter, and those above it where they are missing. Node's own `recursive` never
 * returns where nothing can be made, as in /proc: it is told that the parent is missing, finds it, and tries again.
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    // Another process was faster.
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || existsSync(parent)) throw thrown;
    makeFolder(parent);
    makeFolder(folder);
  }
}
