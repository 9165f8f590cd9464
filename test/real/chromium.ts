import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';

const modules = fileURLToPath(new URL('node_modules', import.meta.url));

/** The source of axe-core, which finds what keeps people from using a page. */
export const axeSource = () => readFileSync(join(modules, 'axe-core', 'axe.min.js'), 'utf8');

/** A browser without a window: the one of this machine, or on Linux the one that npm has. */
export async function launchChromium(): Promise<Browser> {
  const installed = INSTALLED.find((path) => path !== undefined && existsSync(path));
  if (installed !== undefined) return await chromium.launch({ executablePath: installed });
  const packed = await packedChromium();
  const args = packed.args.filter((one) => !UNLIKE_A_BROWSER.includes(one));
  return await chromium.launch({ executablePath: await packed.executablePath(), args });
}

/** Made for functions in a cloud: with these a page has no Origin, and all pages die together. */
const UNLIKE_A_BROWSER = ['--disable-web-security', '--single-process'];

const INSTALLED = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

interface PackedChromium {
  executablePath(): Promise<string>;
  readonly args: readonly string[];
}

/** By its path: there are no types of it until it is installed. */
async function packedChromium(): Promise<PackedChromium> {
  const path = join(modules, '@sparticuz', 'chromium', 'build', 'index.js');
  const { default: packed }: { readonly default: PackedChromium } = await import(pathToFileURL(path).href);
  return packed;
}
