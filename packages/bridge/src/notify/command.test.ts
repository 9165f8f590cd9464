import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../domain/notice.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { runCommand } from './command.ts';
import { aNotice } from './notice.fixture.ts';
import { noticeBody } from './notice-body.ts';

const clock = createSteppedClock();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OURS = { PATH: '/usr/bin:/bin', HOME: '/home/me', LC_ALL: 'C' };

const run = async (command: readonly [string, ...string[]], environment = OURS, notice = aNotice()) =>
  await runCommand(command, notice, { environment, clock });

/** A program of its own, written in JavaScript. */
const node = (code: string): [string, ...string[]] => [process.execPath, '-e', code];

const failureOf = async (done: Promise<void>) =>
  await done.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

/** What the program is given, as it tells in a file. */
async function given(environment: Readonly<Record<string, string>>, notice: Notice = aNotice()) {
  const file = join(folder, 'given.json');
  const code = `
    const fs = require('node:fs');
    const given = { stdin: fs.readFileSync(0, 'utf8'), env: process.env, args: process.argv.slice(1) };
    fs.writeFileSync(${JSON.stringify(file)}, JSON.stringify(given));`;
  await runCommand([...node(code), 'a b', '$HOME', '; exit 1'], notice, { environment, clock });
  return JSON.parse(readFileSync(file, 'utf8')) as { stdin: string; env: object; args: string[] };
}

describe('a command', () => {
  it('is given the same body as a webhook, on stdin', async () => {
    const notice = aNotice({ answer: { text: 'Milk, 🥚.'.repeat(10_000) } });
    expect((await given(OURS, notice)).stdin).toBe(noticeBody(notice));
  });

  it('is given its arguments as they are: there is no shell', async () => {
    expect((await given(OURS)).args).toEqual(['a b', '$HOME', '; exit 1']);
  });

  it('knows from its environment what it is about, and none of our secrets', async () => {
    const secrets = {
      OPENCLAW_GATEWAY_TOKEN: 'hunter2',
      AWS_SECRET_ACCESS_KEY: 'x',
      NODE_OPTIONS: '',
      HTTPS_PROXY: 'x',
    };
    expect((await given({ ...OURS, ...secrets })).env).toEqual({
      ...OURS,
      CLAWBRIDGE_DELIVERY_ID: 'delivery-1',
      CLAWBRIDGE_TASK_ID: 'task-1',
      CLAWBRIDGE_TASK_STATUS: 'completed',
    });
  });

  it('is found by its name', async () => {
    await run(['true']);
  });

  it('need not read what it is told', async () => {
    // More than fits into the pipe.
    const long = aNotice({ answer: { text: '€'.repeat(100_000) } });
    await run(node('process.stdin.destroy(); process.exit(0)'), OURS, long);
  });

  it('that leaves something running in the background has ended all the same', async () => {
    const file = join(folder, 'pid');
    const code = `const left = require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' });
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(left.pid)); process.exit(0)`;
    await run(node(code));
    // Still there: it was not waited for.
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
  });

  it.each([
    [
      "console.error('first'); console.error('\\x1b[31mno such display\\x1b[0m\\n'); process.exit(3)",
      'ended with exit code 3: no such display',
    ],
    ['process.exit(1)', 'ended with exit code 1.'],
    ["process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)", 'ended with SIGTERM.'],
  ])('that fails is tried again: %s', async (code, said) => {
    expect(await failureOf(run(node(code)))).toMatchObject({
      code: 'notify_failed',
      message: `The command ${process.execPath} ${said}`,
      hint: expect.stringContaining('exit code 0'),
      retryable: true,
    });
  });

  it('tells only a little of what it says', async () => {
    const failure = await failureOf(
      run(node("process.stderr.write('👋'.repeat(100_000)); process.exitCode = 1")),
    );
    expect(failure).toMatchObject({ message: expect.stringMatching(/: 👋{150}$/u) });
  });

  it('that does not exist is given up, with what to do', async () => {
    expect(await failureOf(run(['no-such-command-at-all']))).toMatchObject({
      code: 'notify_failed',
      message: 'The command no-such-command-at-all cannot be started (ENOENT).',
      hint: expect.stringContaining('whole path'),
      retryable: false,
    });
  });

  it('whose path leads through a file is given up, with what to do', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await failureOf(run([join(folder, 'file', 'bell')]))).toMatchObject({
      code: 'notify_failed',
      message: expect.stringMatching(/cannot be started \(ENOTDIR\)\.$/),
      retryable: false,
    });
  });

  it('that is not executable is given up, with what to do', async () => {
    const file = join(folder, 'script');
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o600 });
    expect(await failureOf(run([file]))).toMatchObject({
      message: `The command ${file} cannot be started (EACCES).`,
      hint: expect.stringContaining('executable'),
      retryable: false,
    });
  });

  it('leaves no timer behind', async () => {
    await run(['true']);
    await failureOf(run(['false']));
    await failureOf(run(['no-such-command-at-all']));
    expect(clock.waiting()).toBe(0);
  });
});

describe('a command that takes more than 30 s', () => {
  let server: Server;
  const callers: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => callers.push(socket.on('error', () => {})));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => server.close());

  it('is ended, and everything it started with it, also what ignores signals', async () => {
    const { port } = server.address() as AddressInfo;
    const stubborn = `process.on('SIGTERM', () => {}); require('node:net').connect(${port}, '127.0.0.1');`;
    const code = `${stubborn} console.error('still here');
      require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'inherit' });`;
    const failure = failureOf(run(node(code)));
    while (callers.length < 2) await once(server, 'connection');
    clock.advance(29_999);
    expect(callers.map(({ closed }) => closed)).toEqual([false, false]);
    const ended = Promise.all(callers.map(async (socket) => await once(socket.resume(), 'close')));
    clock.advance(1);
    expect(await failure).toMatchObject({
      code: 'notify_failed',
      message: `The command ${process.execPath} was ended after 30 s: still here`,
      retryable: true,
    });
    await ended;
  });
});
