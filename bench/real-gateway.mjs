import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Boots OpenClaw for as long as it is used. `options`: those of `startRealGateway` of the tests. */
export async function withRealGateway(options, use) {
  const { startRealGateway } = await load();
  const gateway = await startRealGateway(options);
  try {
    return await use(gateway);
  } finally {
    await gateway.stop();
  }
}

/** The tests know how to boot the gateway, in TypeScript, which Node 20 does not run. */
async function load() {
  const folder = new URL('../test/real/', import.meta.url);
  const outfile = fileURLToPath(new URL('.real-gateway.mjs', folder));
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('real-gateway.ts', folder))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['ws'],
    });
    return await import(outfile);
  } finally {
    rmSync(outfile, { force: true });
  }
}
