import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { invalid } from '../config/option.ts';
import { makeFolder } from '../store/make-folder.ts';

/** Says in a file which process this is, until it ends. Errors: `config_invalid`. */
export function writePidFile(file: string | undefined): void {
  if (file === undefined) return;
  try {
    makeFolder(dirname(file));
    writeFileSync(file, `${process.pid}\n`, { mode: 0o600 });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    throw invalid(`The pid file ${file} cannot be written (${code}).`, 'Choose another --pid-file.');
  }
  process.once('exit', () => removeOurs(file));
}

/** The next process may have written it already. */
function removeOurs(file: string): void {
  try {
    if (Number(readFileSync(file, 'utf8')) === process.pid) rmSync(file);
  } catch {
    // Somebody was faster.
  }
}
