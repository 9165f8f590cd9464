import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { remove, run, write } from '../domain/service-plan.ts';
import { carryOut } from './carry-out.ts';
import { createFakeMachine } from './machine.fixture.ts';
import { createThisMachine } from './this-machine.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a plan', () => {
  it('is carried out in order, and leaves nothing else behind', async () => {
    const folder = aFolder();
    const file = join(folder, 'new', 'unit');
    const machine = createFakeMachine();
    await carryOut([write(file, ['a', 'b']), run(['one', 'x']), write(file, ['c']), run(['two'])], machine);
    expect(readFileSync(file, 'utf8')).toBe('c\n');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(machine.ran).toEqual([['one', 'x'], ['two']]);
    await carryOut([remove(file), remove(file)], machine);
    expect(readdirSync(join(folder, 'new'))).toEqual([]);
  });

  it('is written as Windows wants to read it', async () => {
    const file = join(aFolder(), 'task.xml');
    await carryOut([{ ...write(file, ['贾']), encoding: 'utf16le' }], createFakeMachine());
    expect([...readFileSync(file)]).toEqual([0xff, 0xfe, 0x3e, 0x8d, 0x0a, 0x00]);
  });

  it('stops where a command fails, and says which and why', async () => {
    const machine = createFakeMachine({ answers: { 'bad thing': { code: 5, stderr: 'first\nno bus\n' } } });
    await expect(
      carryOut([run(['bad', 'thing'], { hint: 'Do it by hand.' }), run(['next'])], machine),
    ).rejects.toMatchObject({
      code: 'service_failed',
      message: '`bad thing` ended with exit code 5: no bus',
      hint: 'Do it by hand.',
    });
    expect(machine.ran).toEqual([['bad', 'thing']]);
  });

  it('goes on where that was to be expected', async () => {
    const machine = createFakeMachine({ answers: { bad: { code: 5 } } });
    await carryOut([run(['bad'], { mayFail: true }), run(['next'])], machine);
    expect(machine.ran).toHaveLength(2);
  });

  it('tries again what needs a moment', async () => {
    const machine = createFakeMachine();
    const ran: number[] = [];
    const late = { ...machine, run: async () => ({ code: ran.push(1) > 1 ? 0 : 5, stdout: '', stderr: '' }) };
    await carryOut([run(['late'], { tries: 3 })], late);
    expect(ran).toHaveLength(2);
  });

  it('copies only the file that was looked at', async () => {
    const folder = aFolder();
    const from = join(folder, 'winsw.exe');
    writeFileSync(from, 'program');
    const sha256 = createHash('sha256').update('program').digest('hex');
    const step = { kind: 'copy', from, file: join(folder, 'service', 'x.exe'), sha256 } as const;
    await carryOut([step], createFakeMachine());
    expect(readFileSync(step.file, 'utf8')).toBe('program');
    writeFileSync(from, 'another');
    await expect(carryOut([step], createFakeMachine())).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it('says which file cannot be written', async () => {
    const file = join(aFolder(), 'file');
    writeFileSync(file, '');
    await expect(carryOut([write(join(file, 'x'), [])], createFakeMachine())).rejects.toMatchObject({
      code: 'service_failed',
      message: expect.stringContaining(file),
    });
  });
});

describe('this machine', () => {
  const machine = createThisMachine({ PATH: '/usr/bin:/bin', LANG: 'de_DE.UTF-8' });
  const node = process.execPath;

  it('runs a program without a shell, and tells how it ended', async () => {
    const script = 'console.log(process.argv[1]); console.error(process.env.LC_ALL); process.exit(3)';
    expect(await machine.run([node, '-e', script, '$HOME; "x"'])).toEqual({
      code: 3,
      stdout: '$HOME; "x"\n',
      stderr: 'C.UTF-8\n',
    });
  });

  it('says that there is no such program', async () => {
    const failure = { code: 'service_failed', message: 'There is no no-such-program here.' };
    await expect(machine.run(['no-such-program'])).rejects.toMatchObject(failure);
    await expect(machine.leave(['no-such-program'])).rejects.toMatchObject(failure);
  });

  it('leaves a program running', async () => {
    await machine.leave([node, '-e', '']);
  });

  it('knows who is alive', () => {
    expect(machine.isAlive(process.pid)).toBe(true);
    expect(machine.isAlive(2 ** 22 + 1)).toBe(false);
    expect(machine.read('/no/such/file')).toBeUndefined();
  });
});
