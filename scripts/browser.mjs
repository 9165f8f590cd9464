import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** A browser without a window. */
export async function launchBrowser() {
  return await chromium.launch({ executablePath: installedBrowser() });
}

function installedBrowser() {
  const known = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  const found = known.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error('No Chromium found; name it in CHROMIUM.');
  return found;
}
