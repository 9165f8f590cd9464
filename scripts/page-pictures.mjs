// Takes the pictures of the pages a person sees when a client asks for access. By hand, because it needs a browser:
// `node scripts/page-pictures.mjs`, with CHROMIUM=/path/to/chromium where it is not found.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launchBrowser } from './browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs', 'pictures');

const { renderConsent } = await load('packages/bridge/src/auth/pages/consent.ts');
const browser = await launchBrowser();
try {
  await take('consent.png', { width: 820, height: 1000 });
  await take('consent-phone.png', { width: 390, height: 844 });
} finally {
  await browser.close();
}

async function take(name, viewport) {
  const page = await browser.newPage({ viewport, colorScheme: 'light', deviceScaleFactor: 2 });
  await page.setContent(
    renderConsent({
      csrf: '',
      client: {
        name: 'Claude',
        id: 'https://claude.ai/oauth/mcp-oauth-client-metadata',
        redirectHost: 'claude.ai',
        isVerified: true,
      },
      scopes: ['read', 'chat', 'approve'],
      ticked: ['read', 'chat'],
      instances: ['home', 'office'],
      signedInAs: 'owner',
      locale: 'en',
    }),
  );
  writeFileSync(join(pictures, name), await page.screenshot({ fullPage: true }));
  await page.close();
}

/** Node 20 runs no TypeScript, so the module is bundled first. */
async function load(path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
