// Bundles the program: main.cjs (nearly everything), clawbridge.cjs (the few lines that start it from V8's code cache), and
// oidc-provider.cjs, which only those need who sign people in.
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

/** A file of its own beside main.cjs: half a megabyte that no other start has to read. */
const besideMain = {
  name: 'beside-main',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^oidc-provider$/ }, () => ({ path: './oidc-provider.cjs', external: true })),
};

rmSync(dist, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['oidc-provider'],
  absWorkingDir: join(root, 'packages', 'bridge'),
  outfile: join(dist, 'oidc-provider.cjs'),
  // What it stores is filed under the names of its classes.
  keepNames: true,
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
