import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** True when the program's bundle is missing or older than any source, script or manifest it is built from. */
export function bundleIsStale(root) {
  const bundle = join(root, 'packages', 'bridge', 'dist', 'main.cjs');
  if (!existsSync(bundle)) return true;
  const built = statSync(bundle).mtimeMs;
  return [
    'packages/bridge/src',
    'packages/channel/src',
    'packages/simulator/src',
    'packages/web/index.html',
    'packages/web/public',
    'packages/web/src',
    'packages/web/vite.config.ts',
    'packages/wire/src',
    'scripts',
    'package-lock.json',
    'packages/bridge/package.json',
  ]
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .some((path) => newest(path) > built);
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
