import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readDockerfile, restsOf } from '../delivery/dockerfile.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** What the Dockerfile does, step by step without an engine: only the files it copies, then only what it keeps. */
describe('the image', () => {
  const [build = []] = readDockerfile();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clawbridge-image-')));
  const [source, app, data] = [join(folder, 'build'), join(folder, 'app'), join(folder, 'data')];
  /** The image's user, where this one may become it. */
  const user = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

  beforeAll(async () => {
    copyContext();
    linkPackages();
    const [, steps = ''] = restsOf(build, 'RUN');
    for (const step of steps.split(' && ')) {
      const [program = '', ...args] = step.replace('/app', app).split(' ');
      await run(program, args, { cwd: source });
    }
    chmodSync(folder, 0o755);
    mkdirSync(data, { mode: 0o700 });
    if (user.uid !== undefined) chownSync(data, user.uid, user.gid);
    protect(app);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function copyContext(): void {
    for (const rest of restsOf(build, 'COPY')) {
      const words = rest.split(' ');
      const to = words.at(-1) ?? '';
      for (const from of words.slice(0, -1)) {
        const target = to.endsWith('/') ? join(source, to, from.split('/').at(-1) ?? '') : join(source, to);
        mkdirSync(dirname(target), { recursive: true });
        cpSync(join(root, from), target, { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
      }
    }
  }

  /** In the place of `npm ci`: the same packages, but the workspace's own are those that were copied. */
  function linkPackages(): void {
    const modules = join(root, 'node_modules');
    for (const name of readdirSync(modules)) {
      if (name === 'clawbridge' || name.startsWith('.')) continue;
      if (name === '@clawbridge') linkWorkspace(join(modules, name));
      else link(realpathSync(join(modules, name)), name);
    }
  }

  function linkWorkspace(scope: string): void {
    for (const name of readdirSync(scope)) link(join(source, 'packages', name), `@clawbridge/${name}`);
  }

  function link(target: string, name: string): void {
    const path = join(source, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, 'junction');
  }

  function protect(path: string): void {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory()) protect(join(path, entry.name));
    chmodSync(path, 0o555);
  }

  function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [resolve(app, 'clawbridge.cjs'), ...args], {
      cwd: data,
      env: { CLAWBRIDGE_HOME: data, ...env },
      ...user,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }

  it('says its version', async () => {
    const child = start(['--version']);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('serves as another user from a folder nobody can write, and stops when it is told to', async () => {
    const { child, url } = await serve();
    // There is no gateway to be ready for.
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ store: 'ok' });
    expect(await healthOf(new URL(url).port)).toBe(0);
    expect(await healthOf('9')).toBe(1);
    await stop(child);
    expect(readdirSync(data)).toContain('state.db');
  });

  it('has every part the program loads, also those that only some need', () => {
    const built = readdirSync(join(source, 'packages/bridge/dist')).filter((name) => !name.endsWith('.map'));
    expect(readdirSync(app).toSorted()).toEqual([...built, 'LICENSE', 'node_modules'].toSorted());
  });

  it('can open a PostgreSQL store: its client is in there', async () => {
    const child = start(['task', 'list'], { CLAWBRIDGE_DATABASE_URL: 'postgres://me@127.0.0.1:9/claw' });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said).toMatch(/127\.0\.0\.1:9/);
  });

  async function serve(): Promise<{ child: ChildProcess; url: string }> {
    const child = start(['serve', '--port', '0', '--openclaw-url', 'http://127.0.0.1:9']);
    const url = await new Promise<string>((found, failed) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (piece: string) => {
        said += piece;
        const [, at] = /serving MCP at (http:\S+)\/mcp/.exec(said) ?? [];
        if (at !== undefined) found(at);
      });
      child.once('close', () => failed(new Error(said)));
    });
    return { child, url };
  }

  /** As an engine stops a container. */
  async function stop(child: ChildProcess): Promise<void> {
    const ended = once(child, 'close');
    const [signal] = restsOf(readDockerfile().at(-1) ?? [], 'STOPSIGNAL');
    expect(signal).toBe('SIGTERM');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }

  /** Exit code of the HEALTHCHECK. */
  async function healthOf(port: string): Promise<unknown> {
    const [, command = '[]'] =
      /CMD (\[.*\])$/.exec(restsOf(readDockerfile().at(-1) ?? [], 'HEALTHCHECK')[0] ?? '') ?? [];
    const [, ...args] = JSON.parse(command) as string[];
    const [code] = (await once(spawn(process.execPath, args, { env: { PORT: port } }), 'close')) as [number];
    return code;
  }
});
