// Builds the page for browsers, and packs beside each of its files what is sent to those who take it packed.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

/** What is packed already gets no smaller. */
const PACKABLE = /\.(?:html|js|css|json|webmanifest|svg)$/;

/** Below this the header costs as much as is saved. */
const MIN_BYTES = 512;

/** Builds `packages/web` into `folder`. */
export async function buildWeb(root, folder) {
  const web = join(root, 'packages', 'web');
  await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn' });
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(web, 'dist'), folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (PACKABLE.test(name)) pack(join(folder, name));
}

function pack(file) {
  const bytes = readFileSync(file);
  if (bytes.length < MIN_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
}
