// Bundles the program: main.cjs (nearly everything), clawbridge.cjs (the few lines that start it from V8's code cache), and
// what only few starts need, in files of their own; and the page for browsers.
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { asAscii } from './as-ascii.mjs';
import { buildChannel } from './build-channel.mjs';
import { buildWeb } from './build-web.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'packages', 'bridge', 'src', 'cli');
const dist = join(root, 'packages', 'bridge', 'dist');

/** CommonJS, because only a classic script can be run from a code cache. Nothing is loaded before its import() is reached. */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  supported: { 'dynamic-import': false },
  external: ['@photostructure/sqlite', 'pg'],
  alias: {
    '@modelcontextprotocol/server/_shims': join(root, 'packages', 'bridge', 'src', 'mcp', 'sdk-shims.ts'),
  },
  // Half the bytes to read and to keep in memory at every start; the source map tells where they came from.
  minify: true,
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
};

/** Files beside main.cjs, by how they are imported: together as much as main.cjs itself, which no other start has to read. */
const BESIDE_MAIN = {
  // What it stores is filed under the names of its classes.
  'oidc-provider': { filter: /^oidc-provider$/, entry: 'oidc-provider', keepNames: true },
  opentelemetry: { filter: /\/opentelemetry\.ts$/, entry: './src/trace/opentelemetry.ts' },
};

const besideMain = {
  name: 'beside-main',
  setup({ onResolve }) {
    for (const [name, { filter }] of Object.entries(BESIDE_MAIN))
      onResolve({ filter }, () => ({ path: `./${name}.cjs`, external: true }));
  },
};

rmSync(dist, { recursive: true, force: true });
await buildWeb(root, join(dist, 'web'));
for (const [name, { entry, keepNames = false }] of Object.entries(BESIDE_MAIN))
  await build({
    ...common,
    entryPoints: [entry],
    absWorkingDir: join(root, 'packages', 'bridge'),
    outfile: join(dist, `${name}.cjs`),
    keepNames,
  });
const main = join(dist, 'main.cjs');
await build({
  ...common,
  plugins: [besideMain],
  entryPoints: [join(source, 'bin.ts')],
  outfile: main,
  sourcemap: true,
  // What Node wraps around a module: launch.ts compiles the file as it is.
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
});
writeFileSync(main, asAscii(readFileSync(main, 'utf8')));
const bundleId = createHash('sha256').update(readFileSync(main)).digest('hex').slice(0, 16);
const bin = join(dist, 'clawbridge.cjs');
await build({
  ...common,
  entryPoints: [join(source, 'launch.ts')],
  outfile: bin,
  banner: { js: '#!/usr/bin/env node' },
  define: { BUNDLE_ID: JSON.stringify(bundleId) },
});
chmodSync(bin, 0o755);
await buildChannel(join(dist, 'channel'));
