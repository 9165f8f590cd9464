// Bundles the OpenClaw channel plugin, with all it needs besides OpenClaw itself, and packs it: OpenClaw installs the archive.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { tar } from './tar.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const channel = join(root, 'packages', 'channel');

const ENTRIES = ['entry', 'setup-entry'];
const FILES = ['package.json', 'openclaw.plugin.json', ...ENTRIES.map((name) => `${name}.js`)];

/** Writes `clawbridge-channel.tgz`, and what is in it, into the folder `target`. */
export async function buildChannel(target) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  await build({
    entryPoints: ENTRIES.map((name) => join(channel, 'src', `${name}.ts`)),
    outdir: target,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: ['openclaw/*'],
    // What is bundled of CommonJS asks for its modules the old way.
    banner: {
      js: "import { createRequire as pluginRequire } from 'node:module';\nconst require = pluginRequire(import.meta.url);",
    },
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
  copyFileSync(join(channel, 'openclaw.plugin.json'), join(target, 'openclaw.plugin.json'));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(described(), undefined, 2)}\n`);
  const members = FILES.map((name) => ({
    name: `package/${name}`,
    content: readFileSync(join(target, name)),
  }));
  writeFileSync(join(target, 'clawbridge-channel.tgz'), gzipSync(tar(members), { level: 9 }));
}

function described() {
  const { name, ...rest } = read(join(channel, 'plugin-package.json'));
  const { version } = read(join(root, 'package.json'));
  return { name, version, ...rest };
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
