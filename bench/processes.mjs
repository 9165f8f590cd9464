import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TICKS_PER_SECOND = 100;

/** Starts a program with an environment that holds nothing of ours but `env`. */
export function start(node, args, env) {
  const { PATH, HOME } = process.env;
  const child = spawn(node, args, { env: { PATH, HOME, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  return child;
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin.end();
  const hard = setTimeout(() => child.kill('SIGKILL'), 6_000);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(hard);
}

/** CPU time of a process so far, user and system, in milliseconds. Source: proc(5), fields 14 and 15. */
export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Memory a process and its children hold, in MB. */
export function residentMb(pid) {
  const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return Number(kb) / 1024 + children.reduce((sum, child) => sum + residentMb(Number(child)), 0);
}

/** `behaviour`: `DELAY_MS`, `CHARS`. */
export async function startInstantGateway(behaviour = {}) {
  const gateway = fileURLToPath(new URL('instant-gateway.mjs', import.meta.url));
  const child = start(process.execPath, [gateway], behaviour);
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => stop(child) };
}

/** Resolves when an HTTP server answers. */
export async function listening(url) {
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A temporary folder that is gone afterwards. */
export async function withHome(use) {
  const home = mkdtempSync(join(tmpdir(), 'clawbridge-bench-'));
  try {
    return await use(home);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
