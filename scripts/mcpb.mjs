// Makes the bundle that Claude Desktop installs with a double click: `node scripts/mcpb.mjs [FILE.mcpb]`, after the build.
// Packed by the official tool, which comes with the tests against real clients or else from npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from './assemble.mjs';

const TOOL = '@anthropic-ai/mcpb@2.1.2';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = resolve(process.argv[2] ?? join(root, 'clawbridge.mcpb'));
const folder = mkdtempSync(join(tmpdir(), 'clawbridge-mcpb-'));
try {
  for (const name of ['manifest.json', 'icon.png'])
    cpSync(join(root, 'deploy', 'mcpb', name), join(folder, name));
  // One person on one machine needs no database server.
  assemble(join(folder, 'server'), { without: ['pg'] });
  mcpb(['validate', join(folder, 'manifest.json')]);
  mcpb(['pack', folder, file]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${file}\nsha256 ${createHash('sha256').update(readFileSync(file)).digest('hex')}`);

function mcpb(args) {
  const installed = join(
    root,
    'test',
    'real',
    'node_modules',
    '@anthropic-ai',
    'mcpb',
    'dist',
    'cli',
    'cli.js',
  );
  const [command, ...first] = existsSync(installed)
    ? [process.execPath, installed]
    : ['npm', 'exec', '--yes', `--package=${TOOL}`, '--', 'mcpb'];
  // On Windows npm is a script, which only a shell can start.
  const shell = command === 'npm' && process.platform === 'win32';
  const { status, error } = spawnSync(command, [...first, ...args], { stdio: ['ignore', 2, 2], shell });
  if (status !== 0) throw new Error(`mcpb ${args[0]} failed`, { cause: error });
}
