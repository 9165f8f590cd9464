import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../journeys/program.ts';
import { node24 } from '../install.ts';
import { createBrowserFolder, type BrowserFolder } from './browser-folder.ts';
import type { Person } from './browser.ts';

/** A browser with a person in front of it, which other programs find where they look for one. */
export interface FakeBrowser extends Pick<BrowserFolder, 'open' | 'visits'> {
  /** What a program has to be started with to open this browser and no other. */
  readonly env: Environment;
  remove(): void;
}

/** By these names programs look for a browser: on Linux, as the default of a desktop, on a Mac. */
const NAMES = ['x-www-browser', 'xdg-open', 'open'];

export function installBrowser(person: Person): FakeBrowser {
  const path = mkdtempSync(join(tmpdir(), 'clawbridge-browser-'));
  const program = fileURLToPath(new URL('browser-program.ts', import.meta.url));
  const script = `#!/bin/sh\nexec '${node24()}' '${program}' '${path}' "$1"\n`;
  for (const name of NAMES) writeFileSync(join(path, name), script, { mode: 0o755 });
  const { seat, open, visits } = createBrowserFolder(path);
  seat(person);
  return {
    env: {
      PATH: [path, process.env['PATH'] ?? ''].join(delimiter),
      BROWSER: join(path, 'x-www-browser'),
    },
    open,
    visits,
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
