import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BIN, makeHome, runProgram, startCommand, startProgram } from './program.ts';
import { startSystemdSession, whyNoDaemon, whyNoSystemd, type SystemdSession } from './systemd-session.ts';

const missing = whyNoSystemd();

interface Status {
  readonly state: string;
  readonly pid?: number;
  readonly restarts?: number;
}

describe.skipIf(missing !== undefined)(
  `clawbridge service under a real systemd${missing === undefined ? '' : ` (not here: ${missing})`}`,
  () => {
    let session: SystemdSession;

    beforeAll(async () => {
      session = await startSystemdSession();
    });

    afterAll(async () => await session.end());

    const status = async () =>
      JSON.parse((await session.clawbridge(['service', 'status', '--json'])).stdout) as Status;
    const logged = async () => (await session.clawbridge(['service', 'logs', '-n', '1000'])).stdout;
    const home = () => join(session.home, '.clawbridge');

    it('is installed with the settings of the shell, and works with them', async () => {
      const gateway = await startSimulator();
      onTestFinished(async () => await gateway.stop());
      expect(await session.clawbridge(['service', 'status'])).toMatchObject({ code: 1 });
      const installed = await session.clawbridge(['service', 'install', '--port', '0'], {
        OPENCLAW_URL: gateway.httpUrl,
        OPENCLAW_GATEWAY_TOKEN: gateway.token,
      });
      expect(installed).toMatchObject({ code: 0, stderr: '' });
      expect(installed.stdout).toContain('Kept OPENCLAW_URL, OPENCLAW_GATEWAY_TOKEN, PORT in');
      expect(installed.stdout).toContain('loginctl enable-linger');
      await expect.poll(async () => await logged().catch(() => '')).toContain('serving MCP at');
      const [, url = ''] = /"url":"([^"]+)"/.exec(await logged()) ?? [];
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(await status()).toMatchObject({ state: 'running', restarts: 0, pid: expect.any(Number) });
    });

    it('leaves the secret in one file, which only its owner can read', async () => {
      const unit = readFileSync(join(session.home, '.config/systemd/user/clawbridge.service'), 'utf8');
      expect(unit).not.toMatch(/TOKEN|OPENCLAW/);
      expect(readFileSync(join(home(), 'env'), 'utf8')).toContain('OPENCLAW_GATEWAY_TOKEN=');
      expect(statSync(join(home(), 'env')).mode & 0o077).toBe(0);
      expect(statSync(join(home(), 'logs', 'clawbridge.log')).mode & 0o077).toBe(0);
    });

    it('is started again after a crash', async () => {
      const { pid: before } = await status();
      await session.run(['systemctl', '--user', 'kill', '-s', 'KILL', 'clawbridge']);
      await expect
        .poll(status, { timeout: 20_000 })
        .toMatchObject({ state: 'running', restarts: 1, pid: expect.any(Number) });
      expect((await status()).pid).not.toBe(before);
    });

    it('is the same after it was installed again', async () => {
      expect(await session.clawbridge(['service', 'install'])).toMatchObject({ code: 0, stderr: '' });
      await expect.poll(status).toMatchObject({ state: 'running', restarts: 0 });
    });

    it('stops and starts', async () => {
      expect(await session.clawbridge(['service', 'stop'])).toMatchObject({ code: 0, stderr: '' });
      expect(await status()).toMatchObject({ state: 'stopped' });
      expect(await session.clawbridge(['service', 'start'])).toMatchObject({ code: 0, stderr: '' });
      await expect.poll(status).toMatchObject({ state: 'running' });
    });

    it('is not started again when a setting is wrong, and its log says which', async () => {
      writeFileSync(join(home(), 'config.json5'), '{ prot: 1 }');
      await session.run(['systemctl', '--user', 'restart', 'clawbridge']);
      await expect
        .poll(async () => (await session.run(['systemctl', '--user', 'is-failed', 'clawbridge'])).stdout)
        .toBe('failed\n');
      const shown = await session.run([
        'systemctl',
        '--user',
        'show',
        'clawbridge',
        '-p',
        'ExecMainStatus,NRestarts',
      ]);
      expect(shown.stdout.trim().split('\n').toSorted()).toEqual(['ExecMainStatus=78', 'NRestarts=0']);
      expect(readFileSync(join(home(), 'logs', 'clawbridge.log'), 'utf8')).toContain('unknown key');
      expect(await session.clawbridge(['service', 'install'])).toMatchObject({ code: 78 });
      writeFileSync(join(home(), 'config.json5'), '{}');
      expect(await status()).toMatchObject({ state: 'failed', detail: 'failed, the last exit code is 78' });
    });

    it('leaves nothing with systemd once it is uninstalled, and the data where they are', async () => {
      const gone = await session.clawbridge(['service', 'uninstall']);
      expect(gone).toMatchObject({ code: 0, stderr: '' });
      expect(gone.stdout).toContain(home());
      expect(gone.stdout).toContain('secrets among them');
      const left = readdirSync(join(session.home, '.config'), { recursive: true, withFileTypes: true });
      expect(left.filter((one) => !one.isDirectory())).toEqual([]);
      const units = await session.run(['systemctl', '--user', 'list-units', '--all', 'clawbridge*']);
      expect(units.stdout).not.toContain('clawbridge.service');
      expect(existsSync(join(home(), 'state.db'))).toBe(true);
      expect(await session.clawbridge(['service', 'uninstall'])).toMatchObject({ code: 0, stderr: '' });
    });

    it('runs from folders with names that mean something to systemd', async () => {
      const folder = join(session.home, 'a b %h $HOME \\x41 "q" 贾维斯');
      mkdirSync(folder);
      const script = join(folder, 'clawbridge.cjs');
      writeFileSync(script, `require(${JSON.stringify(BIN)});`);
      const bridge = async (...args: string[]) =>
        await session.run([process.execPath, script, ...args, '--home', join(folder, 'home %n')]);
      expect(await bridge('service', 'install', '--port', '0')).toMatchObject({ code: 0, stderr: '' });
      await expect.poll(async () => (await bridge('service', 'logs')).stdout).toContain('serving MCP at');
      expect(await bridge('service', 'uninstall')).toMatchObject({ code: 0, stderr: '' });
    });
  },
);

describe.skipIf(whyNoDaemon() !== undefined)('clawbridge service --system under a real systemd', () => {
  it('runs as somebody else, in a home that is his', async () => {
    const machine = await startSystemdSession('system');
    onTestFinished(async () => await machine.end());
    const home = join(machine.home, 'claw');
    const service = async (verb: string, ...args: readonly string[]) =>
      await machine.clawbridge(['service', verb, '--system', '--home', home, ...args]);
    chmodSync(machine.home, 0o755);
    const installed = await service(
      'install',
      '--run-as',
      'daemon',
      '--port',
      '0',
      '--gateway-token',
      'mine',
    );
    expect(installed).toMatchObject({ code: 0 });
    expect(installed.stdout).toContain(`clawbridge service status --system --home ${home}`);
    await expect.poll(async () => (await service('logs')).stdout).toContain('serving MCP at');
    const { pid } = JSON.parse((await service('status', '--json')).stdout) as Status;
    expect((await machine.run(['ps', '-o', 'user=', '-p', String(pid)])).stdout.trim()).toBe('daemon');
    const { uid } = statSync(join(home, 'env'));
    expect([uid, statSync(home).uid, statSync(join(home, 'state.db')).uid]).toEqual([uid, uid, uid]);
    expect(uid).not.toBe(0);
    expect(await service('uninstall')).toMatchObject({ code: 0, stderr: '' });
    expect((await machine.run(['ls', '-R', '/etc/systemd/system'])).stdout.trim()).toBe(
      '/etc/systemd/system:',
    );
  });
});

describe.skipIf(process.platform !== 'linux' || process.geteuid?.() !== 0)(
  'root, who installs for somebody else',
  () => {
    /** A home of daemon's, and no systemd that answers. */
    const aWorld = () => {
      const { path, remove } = makeHome();
      onTestFinished(remove);
      const [home, bin, secret] = [join(path, 'his'), join(path, 'bin'), join(path, 'secret')];
      for (const folder of [home, bin]) mkdirSync(folder);
      chmodSync(path, 0o755);
      writeFileSync(join(bin, 'systemctl'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
      execFileSync('chown', ['daemon:', home]);
      writeFileSync(secret, 'ROOT_SECRET=of-root\n', { mode: 0o600 });
      const install = async (...args: readonly string[]) =>
        await runProgram(
          ['service', 'install', '--system', '--run-as', 'daemon', '--home', home, '--port', '3999', ...args],
          { HOME: path, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
        );
      return { home, secret, install };
    };

    it('reads and changes nothing that he led it to', async () => {
      const { home, secret, install } = aWorld();
      symlinkSync(secret, join(home, 'env'));
      const { code, stdout, stderr } = await install();
      expect({ code, stderr }).toMatchObject({ code: 78, stderr: expect.stringContaining('cannot be read') });
      expect(stdout + stderr).not.toContain('of-root');
      expect(lstatSync(join(home, 'env')).isSymbolicLink()).toBe(true);
      expect(readFileSync(secret, 'utf8')).toBe('ROOT_SECRET=of-root\n');
      expect(statSync(secret).uid).toBe(0);
    });

    it('keeps nothing while no systemd answers', async () => {
      const { home, install } = aWorld();
      expect(await install()).toMatchObject({ code: 1, stdout: '' });
      expect(readdirSync(home)).toEqual([]);
    });
  },
);

describe('serve as a service manager starts it', () => {
  const aHome = () => {
    const { path, remove } = makeHome();
    onTestFinished(remove);
    return path;
  };

  it('logs into its file and not to stderr, and says in another which process it is', async () => {
    const home = aHome();
    const [log, pid] = [join(home, 'logs', 'x.log'), join(home, 'service', 'x.pid')];
    const program = startProgram(['serve', '--port', '0', '--pid-file', pid], {
      CLAWBRIDGE_HOME: home,
      CLAWBRIDGE_LOG_FILE: log,
      OPENCLAW_URL: 'http://127.0.0.1:1',
    });
    await expect.poll(() => (existsSync(log) ? readFileSync(log, 'utf8') : '')).toContain('serving MCP at');
    expect(Number(readFileSync(pid, 'utf8'))).toBe(program.process.pid);
    program.process.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1)).toContain('stopping');
    expect(existsSync(pid)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('goes on when the disk takes no more of its log', async () => {
    const home = aHome();
    const log = join(home, 'x.log');
    const program = startProgram(['serve', '--port', '0', '--log-file', log], {
      CLAWBRIDGE_HOME: home,
      OPENCLAW_URL: 'http://127.0.0.1:1',
    });
    await expect.poll(() => (existsSync(log) ? readFileSync(log, 'utf8') : '')).toContain('serving MCP at');
    const [, url = ''] = /"url":"([^"]+)"/.exec(readFileSync(log, 'utf8')) ?? [];
    execFileSync('prlimit', ['--pid', String(program.process.pid), '--fsize=1:']);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    await program.waitFor(/"status":404/, 'stderr');
    await program.waitFor(/log file cannot be written/, 'stderr');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    program.process.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('says in its log, too, why it does not start, and never a secret', async () => {
    const home = aHome();
    const log = join(home, 'x.log');
    const { code, stderr } = await runProgram(['serve', '--log-file', log, '--port', 'secret-of-mine'], {
      CLAWBRIDGE_HOME: home,
      OPENCLAW_GATEWAY_TOKEN: 'secret-of-mine',
    });
    expect({ code, stderr }).toMatchObject({ code: 78, stderr: expect.stringContaining('--port') });
    const line = JSON.parse(readFileSync(log, 'utf8')) as unknown;
    expect(line).toMatchObject({ level: 'error', msg: expect.stringContaining('--port is "***"') });
  });

  it('leaves the log of the service alone in every other command', async () => {
    const home = aHome();
    const log = join(home, 'x.log');
    await runProgram(['chat', 'hello'], { CLAWBRIDGE_HOME: home, CLAWBRIDGE_LOG_FILE: log, PORT: 'x' });
    expect(existsSync(log)).toBe(false);
  });
});

describe('clawbridge service without a service manager', () => {
  const atHome = (...args: readonly string[]) => {
    const { path, remove } = makeHome();
    onTestFinished(remove);
    return { path, ended: runProgram(['service', ...args], { HOME: path, XDG_RUNTIME_DIR: path }) };
  };

  it.skipIf(process.platform !== 'linux')('says what to do instead, and installs nothing', async () => {
    const { path, ended } = atHome('install');
    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/--system|runs no systemd/) });
    expect(existsSync(join(path, '.config'))).toBe(false);
  });

  it('says what is wrong with a token, and goes on', async () => {
    const { path: home, remove } = makeHome();
    onTestFinished(remove);
    const { code, stdout } = await runProgram(['service', 'install', '--dry-run'], {
      HOME: home,
      XIAOZHI_MCP_URL: 'wss://api.xiaozhi.me/mcp/?token=cut-off',
    });
    expect(code).toBe(0);
    expect(stdout).toContain('! Token: it is none that can be read');
  });

  it('does not wait for the log of a service that is not there', async () => {
    expect(await atHome('logs', '--follow').ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no service'),
    });
  });

  it('shows with --dry-run what it would do, and writes nothing', async () => {
    const { path, ended } = atHome('install', '--dry-run', '--gateway-token=a-secret-of-mine');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Others on this machine'),
    });
    expect(stdout).toContain('keep OPENCLAW_GATEWAY_TOKEN in');
    expect(stdout).not.toContain('a-secret-of-mine');
    expect(readdirSync(path).filter((name) => name !== '.clawbridge')).toEqual([]);
    expect(existsSync(join(path, '.clawbridge', 'env'))).toBe(false);
  });

  it
    .skipIf(process.platform !== 'linux')
    .each([[], ['--system', '--run-as', 'daemon', '--home', '/srv/claw']])(
    'gives no secret to what starts it, and shows none: %j',
    async (...place: readonly string[]) => {
      const { path: home, remove } = makeHome();
      onTestFinished(remove);
      const secrets = {
        OPENCLAW_GATEWAY_TOKEN: 'gateway-secret-of-mine',
        XIAOZHI_MCP_URL: 'wss://api.xiaozhi.me/mcp/?token=endpoint-secret-of-mine',
        CLAWBRIDGE_DATABASE_URL: 'postgres://me:database-secret-of-mine@127.0.0.1/claw',
      };
      const { code, stdout, stderr } = await runProgram(['service', 'install', '--dry-run', ...place], {
        HOME: home,
        ...secrets,
      });
      expect(code).toBe(0);
      expect(stdout).toContain('keep OPENCLAW_GATEWAY_TOKEN, XIAOZHI_MCP_URL, CLAWBRIDGE_DATABASE_URL in');
      expect(stdout).toContain('CLAWBRIDGE_LOG_FILE=');
      expect(stdout + stderr).not.toContain('secret-of-mine');
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'is of the whole machine as somebody, and with a home of his',
    async () => {
      const install = ['install', '--dry-run', '--system', '--run-as', 'daemon'];
      expect(await atHome(...install).ended).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--home'),
      });
      const { code, stdout } = await atHome(...install, '--home', '/srv/claw', '--port', '3001').ended;
      expect(code).toBe(0);
      expect(stdout).toContain('keep PORT in /srv/claw/env');
      expect(stdout).toContain('write /etc/systemd/system/clawbridge.service');
      for (const line of [
        'User=daemon',
        'Environment="CLAWBRIDGE_HOME=/srv/claw"',
        'WantedBy=multi-user.target',
      ])
        expect(stdout).toContain(`  | ${line}\n`);
    },
  );

  it('is not installed from the cache of npx', async () => {
    const { path: home, remove } = makeHome();
    onTestFinished(remove);
    const folder = join(home, '_npx', 'abc');
    mkdirSync(folder, { recursive: true });
    const script = join(folder, 'clawbridge.cjs');
    writeFileSync(script, `require(${JSON.stringify(BIN)});`);
    const { ended } = startCommand(process.execPath, [script, 'service', 'install'], { HOME: home });
    expect(await ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm install -g clawbridge'),
    });
  });

  it('knows its verbs', async () => {
    expect(await atHome('instal').ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "service install"?'),
    });
    expect(await atHome('status', '--run-as', 'me').ended).toMatchObject({ code: 2 });
  });
});
