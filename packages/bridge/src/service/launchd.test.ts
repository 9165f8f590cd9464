import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createLaunchd, WRAPPER } from './launchd.ts';
import { createFakeMachine } from './machine.fixture.ts';

const place = { name: 'clawbridge', home: '/Users/me', uid: 501 };
const file = '/Users/me/Library/LaunchAgents/io.github.clawbridge.clawbridge.plist';

describe.skipIf(process.platform === 'win32')('the shell that launchd starts', () => {
  const start = (script: string) =>
    spawn('/bin/sh', ['-c', WRAPPER, 'clawbridge', process.execPath, '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  it.each([
    [0, 0],
    [78, 0],
    [1, 1],
    [7, 7],
  ])('makes of exit code %i a %i', async (code, shown) => {
    expect(await once(start(`process.exit(${code})`), 'exit')).toEqual([shown, null]);
  });

  it('ends badly when the program was killed, so that it is started again', async () => {
    const [code] = await once(start('process.kill(process.pid, "SIGKILL")'), 'exit');
    expect(code).toBe(137);
  });

  it('hands on SIGTERM, and waits until the program has ended in its own way', async () => {
    const shell = start(
      'process.on("SIGTERM", () => setTimeout(() => { console.log("done"); process.exit(0); }, 100)); setInterval(() => {}, 1e3); console.log("up")',
    );
    let said = '';
    shell.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    await once(shell.stdout, 'data');
    shell.kill('SIGTERM');
    expect(await once(shell, 'close')).toEqual([0, null]);
    expect(said).toBe('up\ndone\n');
  });

  it('hands on words as they are', async () => {
    const words = ['a b', '$HOME', '"q"', '', '贾维斯'];
    const shell = spawn(
      '/bin/sh',
      [
        '-c',
        WRAPPER,
        'clawbridge',
        process.execPath,
        '-p',
        'JSON.stringify(process.argv.slice(1))',
        '--',
        ...words,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    let said = '';
    shell.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece));
    await once(shell, 'close');
    expect(JSON.parse(said)).toEqual(words);
  });
});

describe('what launchd tells of the service', () => {
  const look = async (stdout: string, code = 0) =>
    await createLaunchd(
      place,
      createFakeMachine({ files: { [file]: 'plist' }, answers: { 'launchctl print': { stdout, code } } }),
    ).look();

  it('is understood while it runs', async () => {
    expect(
      await look('gui/501/x = {\n\tactive count = 1\n\tstate = running\n\truns = 3\n\tpid = 12\n}'),
    ).toEqual({
      state: 'running',
      pid: 12,
      restarts: 2,
      detail: undefined,
    });
  });

  it('is understood while it does not', async () => {
    expect(await look('x = {\n\tstate = not running\n\truns = 1\n\tlast exit code = 0\n}')).toMatchObject({
      state: 'stopped',
      detail: 'the last exit code is 0',
    });
    expect(await look('', 113)).toMatchObject({ state: 'stopped' });
  });

  it('is not asked for where nothing is installed', async () => {
    expect(await createLaunchd(place, createFakeMachine()).look()).toEqual({ state: 'absent' });
  });
});
