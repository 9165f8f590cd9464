import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHome, runProgram, startCommand, type Ending, type Environment } from '../journeys/program.ts';
import { claudeCode } from './install.ts';
import { homeOf } from './peer.ts';

/** Longer than any run takes; what hangs is ended by it. */
const TIMEOUT_MS = 60_000;

/** Windows would need the program itself under this name on the PATH; it is the same code. */
describe.skipIf(process.platform === 'win32')('`clawbridge install claude-code`', () => {
  const home = makeHome();
  const bin = join(home.path, 'bin');
  let gateway: Simulator;
  let env: Environment;
  beforeAll(async () => {
    mkdirSync(bin);
    symlinkSync(claudeCode, join(bin, 'claude'));
    gateway = await startSimulator();
    const { PATH = '' } = process.env;
    env = {
      ...homeOf(home.path),
      PATH: `${bin}:${PATH}`,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: 'localhost,127.0.0.1',
    };
  });
  afterAll(async () => {
    await gateway.stop();
    home.remove();
  });

  const install = async (...args: readonly string[]) =>
    await runProgram(['install', 'claude-code', ...args], { ...env, OPENCLAW_URL: gateway.httpUrl });
  const claude = async (...args: readonly string[]): Promise<Ending> => {
    const program = startCommand(claudeCode, ['mcp', ...args], env, { cwd: home.path, timeout: TIMEOUT_MS });
    program.process.stdin.end();
    return await program.ended;
  };

  it('makes Claude Code start a bridge it can speak to', async () => {
    expect(await install()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`added openclaw to ${join(home.path, '.claude.json')}\n`),
    });
    expect((await claude('get', 'openclaw')).stdout).toMatch(/Scope: User[^]*Connected/);
  });

  it('changes nothing the second time', async () => {
    expect((await install()).stdout).toContain('openclaw is already there');
  });

  it('exchanges the program for an address', async () => {
    expect((await install('--remote', 'http://127.0.0.1:9')).stdout).toContain('replaced openclaw in');
    expect((await claude('get', 'openclaw')).stdout).toContain('URL: http://127.0.0.1:9/mcp');
  });

  it('takes it away again', async () => {
    expect((await install('--remove')).stdout).toContain('removed openclaw from');
    expect(await claude('get', 'openclaw')).toMatchObject({ code: 1 });
    expect((await install('--remove')).stdout).toContain('there is no openclaw');
  });
});
