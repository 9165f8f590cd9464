import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('.', import.meta.url));
const modules = join(home, 'node_modules');

/** Where OpenClaw starts: a script for the Node of `node24`. */
export const openClawScript = join(modules, 'openclaw', 'openclaw.mjs');

/** Claude Code, a program of its own that needs no Node. It has this name on every system. */
export const claudeCode = join(modules, '@anthropic-ai', 'claude-code', 'bin', 'claude.exe');

/** Vitest's globalSetup: installs OpenClaw, Node 24 and the MCP clients when the lockfile has changed. About 1.5 GB. */
export function setup(): void {
  const stampFile = join(modules, '.clawbridge-stamp');
  const stamp = createHash('sha256')
    .update(readFileSync(join(home, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('Installing OpenClaw and Node 24 for the tests against the real gateway (once) ...\n');
  // OpenClaw's own install script refuses Node 20, and needs nothing that it would do.
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  placeClaudeCode();
  writeFileSync(stampFile, stamp);
}

/** The Node that OpenClaw runs on: the installed one, or our own where npm has none for this machine. */
export function node24(): string {
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = join(modules, `node-${os}-${process.arch}`, 'bin', binary);
  if (existsSync(installed)) return installed;
  if (ranByOpenClaw(process.versions.node)) return process.execPath;
  throw new Error(
    `npm has no Node 24 for ${os} ${process.arch}: run these tests with Node 24.16 to 24.x, or 26.1 and newer.`,
  );
}

/** The `engines` of openclaw 2026.9.6: `>=24.16.0 <25 || >=26.1.0`. */
function ranByOpenClaw(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 24 && minor >= 16) || (major === 26 && minor >= 1) || major > 26;
}

/** What the install script of Claude Code does: it puts the program for this machine where a stub was. */
function placeClaudeCode(): void {
  const script = join(modules, '@anthropic-ai', 'claude-code', 'install.cjs');
  const child = spawnSync(process.execPath, [script], { env: cleanEnvironment(), stdio: ['ignore', 2, 2] });
  if (child.status !== 0) throw new Error(`${script} failed`, { cause: child.error });
}

/** The child's stdout goes to our stderr: whoever reads our results gets no installer chatter. */
function npm(args: readonly string[]): void {
  const cli = process.env['npm_execpath'];
  const [command, first] = cli?.endsWith('npm-cli.js') ? [process.execPath, [cli]] : ['npm', []];
  const child = spawnSync(command, [...first, ...args], {
    cwd: home,
    env: cleanEnvironment(),
    stdio: ['ignore', 2, 2],
    // On Windows npm is a script, which only a shell can start.
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (child.status !== 0) throw new Error(`npm ${args[0]} failed in ${home}`, { cause: child.error });
}

/** npm hands its own settings to children as npm_* variables; a nested npm must not inherit them, except where to install from. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept =
    /^npm_config_(registry|cache|userconfig|globalconfig|proxy|https_proxy|noproxy|cafile|.*_authtoken)$/i;
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name));
  return Object.fromEntries(entries);
}
