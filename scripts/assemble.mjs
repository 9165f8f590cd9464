// Puts into a folder what runs, and nothing else: the program's files and the packages it loads while it runs.
// `node scripts/assemble.mjs FOLDER`: what the container image holds.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'packages', 'bridge', 'dist');

/** Headers for compiling SQLite, which comes compiled. */
const ONLY_TO_BUILD = ['node-addon-api'];

/** Of the packages: sources, types, maps, texts for people. Licences stay. */
const NOT_NEEDED = /^(src|scripts|test|binding\.gyp|.*\.(map|md|[cm]?ts|[cm]?tsx))$/i;

/** What only `serve` and the terminal give out: the page for browsers, and the plugin for OpenClaw. */
const GIVEN_OUT = ['web', join('channel', 'clawbridge-channel.tgz')];

/**
 * `givesOut`: take what `serve` and the terminal give out, too. `without`: runtime packages to leave out. `platforms`: which
 * compiled parts to take, such as `linux-x64`; all when undefined. Those for musl are never taken: neither the image nor a
 * desktop has it.
 */
export function assemble(folder, { givesOut = false, without = [], platforms } = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(dist).filter((one) => one.endsWith('.cjs')))
    cpSync(join(dist, name), join(folder, name));
  for (const name of givesOut ? GIVEN_OUT : [])
    cpSync(join(dist, name), join(folder, name), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const { dependencies } = manifestOf(join(root, 'packages', 'bridge'));
  const wanted = Object.keys(dependencies).filter((name) => !without.includes(name));
  for (const name of withDependencies(wanted))
    copyPackage(name, join(folder, 'node_modules', name), platforms);
}

/** All of them lie flat in the workspace's folder; a second version of one would not, and is refused. */
function withDependencies(names, found = new Set()) {
  for (const name of names) {
    if (found.has(name) || ONLY_TO_BUILD.includes(name)) continue;
    found.add(name);
    const place = join(root, 'node_modules', name);
    if (existsSync(join(place, 'node_modules')))
      throw new Error(`${name} has packages of its own in ${place}`);
    withDependencies(Object.keys(manifestOf(place).dependencies ?? {}), found);
  }
  return found;
}

function copyPackage(name, to, platforms) {
  const from = join(root, 'node_modules', name);
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (path) => path === from || (!NOT_NEEDED.test(basename(path)) && !path.endsWith('.musl.node')),
  });
  const compiled = join(to, 'prebuilds');
  if (platforms === undefined || !existsSync(compiled)) return;
  for (const platform of readdirSync(compiled).filter((one) => !platforms.includes(one)))
    rmSync(join(compiled, platform), { recursive: true });
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error('Usage: node scripts/assemble.mjs FOLDER');
  assemble(folder, { givesOut: true, platforms: [`${process.platform}-${process.arch}`] });
}
