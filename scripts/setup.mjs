// Makes a clean clone ready in one step, needing nothing but Node and npm: installs when the lockfile, the Node
// version or the platform changed, and builds when a source is newer than the bundle. Runs before start and test.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleIsStale } from './stale.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const NEEDED = [20, 19];

refuseOldNode();
installWhenChanged();
buildWhenStale();

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  console.error(
    `clawbridge needs Node ${NEEDED.join('.')} or newer; this is ${process.version}. Install it from https://nodejs.org`,
  );
  process.exit(1);
}

function installWhenChanged() {
  const stampFile = join(root, 'node_modules', '.clawbridge-stamp');
  const stamp = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.version} ${process.platform} ${process.arch}`)
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.error('Installing dependencies (once) ...');
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stampFile, stamp);
}

function buildWhenStale() {
  if (!bundleIsStale(root)) return;
  run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
}

function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) run(process.execPath, [cli, ...args]);
  else run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}

/** The child's stdout goes to our stderr: whoever pipes our stdout gets no installer chatter. */
function run(command, args) {
  const child = spawnSync(command, args, { cwd: root, env: cleanEnvironment(), stdio: ['ignore', 2, 2] });
  if (child.status !== 0) process.exit(child.status ?? 1);
}

/** npm hands its own settings to children as npm_* variables; a nested npm must not inherit them, except where to install from. */
function cleanEnvironment() {
  const kept =
    /^npm_config_(registry|cache|userconfig|globalconfig|proxy|https_proxy|noproxy|cafile|nodedir|.*_authtoken)$/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)),
  );
}
