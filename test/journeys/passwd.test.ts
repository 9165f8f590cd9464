import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOwnerPassword } from '../../packages/bridge/src/auth/owner-password.ts';
import type { Store } from '../../packages/bridge/src/domain/port/store.ts';
import { openStore } from '../../packages/bridge/src/store/open-store.ts';
import { fillAuditLog } from '../../packages/bridge/src/store/sqlite/full-audit-log.fixture.ts';
import { BIN, makeHome, runProgram, type Environment, type Home } from './program.ts';

const PASSWORD = 'correct horse battery';

/** How the owner sets the password, while a server uses the same store. */
describe('clawbridge passwd', () => {
  let home: Home;
  let env: Environment;
  let store: Store;

  beforeEach(async () => {
    home = makeHome();
    env = { CLAWBRIDGE_HOME: home.path };
    store = await openStore({ home: home.path });
  });
  afterEach(async () => {
    await store.close();
    home.remove();
  });

  const check = async (password: string) => await createOwnerPassword(store).check(password);

  it('takes the password from stdin, and shows it to nobody', async () => {
    const ending = await runProgram(['passwd'], env, `${PASSWORD}\n`);
    expect(ending).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^The password is set\.\nNext: .*--auth --issuer-url.*config\.json5.*\n$/,
      ),
      stderr: '',
    });
    expect(await check(PASSWORD)).toBe('right');
    for (const file of readdirSync(home.path))
      if (file.startsWith('state.db'))
        expect(readFileSync(join(home.path, file), 'latin1')).not.toContain(PASSWORD);
  });

  it('says the second time what becomes of those who are in', async () => {
    await runProgram(['passwd'], env, PASSWORD);
    expect(await runProgram(['passwd'], env, `${PASSWORD} staple`)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The password is set\. Every browser .*\n.*--revoke-all.*\n$/),
    });
    expect(await check(`${PASSWORD} staple`)).toBe('right');
  });

  it('names the address that clients connect to, where that is set up', async () => {
    const online = { ...env, AUTH_ENABLED: 'true', MCP_ISSUER_URL: 'https://claw.example.com' };
    expect((await runProgram(['passwd'], online, PASSWORD)).stdout).toBe(
      'The password is set.\nNext: with `clawbridge serve` running, clients connect to https://claw.example.com/mcp and you sign in with it.\n',
    );
  });

  it('signs out browsers, and leaves clients alone unless it is told not to', async () => {
    const kinds = ['Session', 'RefreshToken', 'Client'];
    for (const kind of kinds) await store.grants.put({ kind, id: 'one', data: '{}' });
    const left = async () => await Promise.all(kinds.map(async (kind) => await store.grants.count(kind, 0)));
    await runProgram(['passwd'], env, PASSWORD);
    expect(await left()).toEqual([0, 1, 1]);
    const ending = await runProgram(['passwd', '--revoke-all'], env, PASSWORD);
    expect(ending.stdout).toContain('All that clients were granted is taken back');
    expect(await left()).toEqual([0, 0, 1]);
  });

  it('sets the password also when that cannot be written down, and says so', async () => {
    fillAuditLog(home.path);
    expect(await runProgram(['passwd', '--revoke-all'], env, PASSWORD)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The password is set.'),
      stderr: expect.stringMatching(/password:set is missing in the audit log.*\n.*clients:revoke/),
    });
    expect(await check(PASSWORD)).toBe('right');
  });

  it('takes the password away', async () => {
    await runProgram(['passwd'], env, PASSWORD);
    expect(await runProgram(['passwd', '--remove'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nobody can sign in'),
    });
    expect(await check(PASSWORD)).toBe('unset');
  });

  it.each([
    ['none', '', 'Nothing came on stdin.'],
    ['an empty line', '\n', 'Nothing came on stdin.'],
    ['one that is too short', 'hunter2', 'at least 12 characters'],
    ['two lines', `${PASSWORD}\n${PASSWORD}\n`, 'more than one line'],
  ])('refuses %s, and keeps the one there is', async (_, input, reason) => {
    await runProgram(['passwd'], env, PASSWORD);
    const ending = await runProgram(['passwd'], env, input);
    expect(ending).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(reason) });
    expect(ending.stderr).not.toContain('hunter2');
    expect(await check(PASSWORD)).toBe('right');
  });

  it('has no flag for it, which others could read', async () => {
    expect(await runProgram(['passwd', PASSWORD], env)).toMatchObject({ code: 2 });
    expect(await check(PASSWORD)).toBe('unset');
  });

  describe.skipIf(spawnSync('script', ['--version']).status !== 0)('on a terminal', () => {
    /** Types each answer once it is asked for, and resolves with all the terminal showed. */
    async function type(...answers: readonly string[]) {
      const { PATH = '', HOME = '' } = process.env;
      const command = [process.execPath, BIN, 'passwd'].join(' ');
      const terminal = spawn('script', ['-qec', command, '/dev/null'], {
        env: { PATH, HOME, TERM: 'xterm', ...env },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let shown = '';
      terminal.stdout.setEncoding('utf8').on('data', (piece: string) => (shown += piece));
      const ended = new Promise<number | null>((resolve) => void terminal.once('close', resolve));
      const questions = () => shown.match(/(New password|The same again): /g)?.length ?? 0;
      for (const [i, answer] of answers.entries()) {
        await vi.waitUntil(() => questions() === i + 1, { timeout: 10_000 });
        terminal.stdin.write(answer);
      }
      return { code: await ended, shown };
    }

    it('asks twice, and shows nothing of what is typed', async () => {
      const { code, shown } = await type(`${PASSWORD}\r`, `${PASSWORD}\r`);
      expect(code).toBe(0);
      expect(shown).toMatch(/^New password: \r\nThe same again: \r\nThe password is set\.\r\nNext: /);
      expect(await check(PASSWORD)).toBe('right');
    });

    it('lets a person correct what he typed', async () => {
      await type(`${PASSWORD}x\u007F\r`, `wrong\u0015${PASSWORD}\r`);
      expect(await check(PASSWORD)).toBe('right');
    });

    it('changes nothing when the two are not the same, or the first is too short', async () => {
      expect(await type(`${PASSWORD}\r`, `${PASSWORD}!\r`)).toMatchObject({
        code: 2,
        shown: expect.stringContaining('The two are not the same'),
      });
      expect(await type('hunter2\r')).toMatchObject({
        code: 2,
        shown: expect.stringContaining('at least 12 characters'),
      });
      expect(await check(PASSWORD)).toBe('unset');
    });

    it.each([
      ['Ctrl-C', '\u0003'],
      ['Ctrl-D', '\u0004'],
    ])('changes nothing on %s', async (_, key) => {
      expect(await type(key)).toMatchObject({
        code: 1,
        shown: expect.stringContaining('Nothing was changed.'),
      });
      expect(await type(`${PASSWORD}\r`, key)).toMatchObject({ code: 1 });
      expect(await check(PASSWORD)).toBe('unset');
    });
  });
});
