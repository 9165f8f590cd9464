import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ran } from './machine.ts';
import { createFakeMachine, JOB } from './machine.fixture.ts';
import { createSystemd, type SystemdPlace } from './systemd.ts';

const USER: SystemdPlace = { scope: 'user', name: 'clawbridge', user: 'me', settings: '/home/me/.config' };
const SYSTEM: SystemdPlace = { scope: 'system', name: 'clawbridge', user: 'daemon' };

const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;

/** A word it does not know systemd only warns of, and ends with 0. */
describe.skipIf(!hasAnalyze)('systemd-analyze verify', () => {
  it.each([
    ['user', USER],
    ['system', SYSTEM],
  ] as const)('has nothing to say of the %s unit', async (scope, place) => {
    const folder = mkdtempSync(join(tmpdir(), 'clawbridge-unit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const script = join(folder, 'a b %h $HOME \\x41 "q" 贾维斯.cjs');
    const plan = await createSystemd(place, createFakeMachine()).install({
      ...JOB,
      node: process.execPath,
      script,
      variables: { CLAWBRIDGE_LOG_FILE: `${folder}/100% "sure" $x \\n.log` },
    });
    const [unit = ''] = plan.flatMap((step) => (step.kind === 'write' ? [step.content] : []));
    const file = join(folder, 'clawbridge.service');
    writeFileSync(file, unit);
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      [...(scope === 'user' ? ['--user'] : []), 'verify', file],
      { encoding: 'utf8', env: { ...withoutSystemd(), XDG_RUNTIME_DIR: folder } },
    );
    expect({ status, stderr: aboutOurs(stderr) }).toEqual({ status: 0, stderr: '' });
  });
});

/** Other units of this machine are none of ours. */
function aboutOurs(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => line.includes('clawbridge'))
    .join('\n');
}

function withoutSystemd() {
  return { PATH: '/usr/bin:/bin', HOME: tmpdir() };
}

describe('what systemd tells of the service', () => {
  const look = async (ran: Partial<Ran>) =>
    await createSystemd(USER, createFakeMachine({ answers: { 'systemctl --user show': ran } })).look();

  it.each([
    ['LoadState=not-found\nActiveState=inactive\n', { state: 'absent' }],
    [
      'LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=12\nNRestarts=3\nActiveEnterTimestamp=Sat 2026-11-21 UTC\nExecMainStatus=0\n',
      { state: 'running', pid: 12, restarts: 3, since: 'Sat 2026-11-21 UTC' },
    ],
    [
      'LoadState=loaded\nActiveState=failed\nSubState=failed\nMainPID=0\nNRestarts=0\nActiveEnterTimestamp=\nExecMainStatus=78\n',
      { state: 'failed', restarts: 0, detail: 'failed, the last exit code is 78' },
    ],
    [
      'LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nMainPID=0\nNRestarts=1\nExecMainStatus=1\n',
      { state: 'starting', restarts: 1, detail: 'auto-restart, the last exit code is 1' },
    ],
  ])('%j is understood', async (stdout, state) => {
    expect(await look({ stdout })).toEqual({ pid: undefined, since: undefined, detail: undefined, ...state });
  });

  it('is an error with a hint where it cannot be asked', async () => {
    await expect(look({ code: 1, stderr: 'Failed to connect to bus' })).rejects.toMatchObject({
      code: 'service_failed',
      hint: expect.stringContaining('--system'),
    });
  });
});

describe('lingering', () => {
  const advice = async (ran: Partial<Ran>) =>
    await createSystemd(USER, createFakeMachine({ answers: { loginctl: ran } })).advice();

  it('is advised where it is off, or nobody can tell', async () => {
    expect(await advice({ stdout: 'Linger=no\n' })).toEqual([
      expect.stringContaining('loginctl enable-linger me'),
    ]);
    expect(await advice({ code: 1 })).toHaveLength(1);
  });

  it('is not mentioned where it is on', async () => {
    expect(await advice({ stdout: 'Linger=yes\n' })).toEqual([]);
  });
});

it('runs as nobody who was not named, and as no two', async () => {
  for (const user of [undefined, '', 'me\nExecStartPre=/bin/evil', 'a b'])
    await expect(
      createSystemd({ scope: 'system', name: 'clawbridge', user }, createFakeMachine()).install(JOB),
    ).rejects.toMatchObject({ code: 'invalid_input' });
});

describe('where systemd does not answer', () => {
  it.each([
    ['user', USER, 'systemd\n', /--system/],
    ['system', SYSTEM, 'systemd\n', /sudo/],
    ['user', USER, 'bash\n', /runs no systemd.*clawbridge serve/],
    ['system', SYSTEM, 'node\n', /runs no systemd.*clawbridge serve/],
  ] as const)('says what to do instead: %s, %#', async (_, place, first, hint) => {
    const machine = createFakeMachine({ files: { '/proc/1/comm': first } });
    const [check] = await createSystemd(place, machine).install(JOB);
    expect(check).toMatchObject({ kind: 'run', hint: expect.stringMatching(hint) });
  });
});
