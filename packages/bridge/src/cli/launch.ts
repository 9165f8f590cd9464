import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { processEnvironment } from '../config/environment.ts';
import { makeFolder } from '../store/make-folder.ts';

/** Identifies the bundle by its content; set when it is built. A cache of other code would be run without a warning. */
declare const BUNDLE_ID: string;

/** By then `initialize` has been answered, and the code it took is compiled. */
const WRITE_AFTER_MS = 1_000;

/**
 * Starts the program from V8's compiled form of it, which saves a third of the time until `initialize` is answered
 * (docs/benchmarks.md has what is left). The cache is made by the first run, for each Node version, and is only an
 * optimisation: whatever is wrong with it, the program runs.
 */
function launch(): void {
  // A server answers for weeks in what it needs. V8 would let the heap grow fourfold before it looks what is garbage: with
  // 10,000 tasks queued 150 MB instead of 120, after answers of 9 MB each 650 instead of 200. It costs no CPU that could be
  // measured. Before the cache is read, because the cache is only good for the flags it was made with.
  setFlagsFromString('--heap-growing-percent=50');
  const file = join(__dirname, 'main.cjs');
  const folder = join(
    processEnvironment()['CLAWBRIDGE_HOME']?.trim() || join(homedir(), '.clawbridge'),
    'cache',
  );
  const cacheFile = join(folder, `main-${BUNDLE_ID}-${process.version}-${process.arch}.bin`);
  const cachedData = readCache(cacheFile);
  // The bundle is pure ASCII, and reading it as bytes is the fastest way. It is a function already, as Node would make of a module.
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
  });
  if (cachedData === undefined || script.cachedDataRejected) writeLater(script, folder, cacheFile);
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}

function readCache(file: string): Buffer | undefined {
  try {
    return isOurs(dirname(file)) && isOurs(file) ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** What stands in it is run. Whoever else owns it, or leads us to another place, would say what. */
function isOurs(file: string): boolean {
  const me = process.geteuid?.();
  return me === undefined || lstatSync(file).uid === me;
}

function writeLater(script: Script, folder: string, file: string): void {
  let written = false;
  const write = () => {
    if (written) return;
    written = true;
    try {
      writeCache(script, folder, file);
    } catch {
      // A read-only home costs some milliseconds at each start, nothing else.
    }
  };
  setTimeout(write, WRITE_AFTER_MS).unref();
  process.once('exit', write);
}

function writeCache(script: Script, folder: string, file: string): void {
  makeFolder(folder);
  if (!isOurs(folder)) return;
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, script.createCachedData(), { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
  for (const name of readdirSync(folder)) {
    if (name.startsWith('main-') && !name.startsWith(`main-${BUNDLE_ID}-`))
      rmSync(join(folder, name), { force: true });
  }
}

launch();
