import { describe, expect, it } from 'vitest';
import type { Ran } from './machine.ts';
import { createFakeMachine, WINDOWS_JOB, WINDOWS_PLACE } from './machine.fixture.ts';
import { createWindowsService } from './windows-service.ts';
import { createWindowsStartup } from './windows-startup.ts';
import { createWindowsTask } from './windows-task.ts';
import { findTutorial } from './windows-tutorial.ts';

describe('what schtasks tells of the task', () => {
  const look = async (ran: Partial<Ran>) =>
    (
      await createWindowsTask(
        WINDOWS_PLACE,
        createFakeMachine({ answers: { 'schtasks.exe /Query': ran } }),
      ).look()
    ).state;

  it.each([
    ['TaskName:  \\clawbridge\r\nStatus:  Running\r\nLast Result:  267009\r\n', 'running'],
    ['Last Run Result:  0x41301\r\n', 'running'],
    ['任务名:  \\clawbridge\r\n上次结果:  267009\r\n', 'running'],
    ['Last Result:  0\r\n', 'stopped'],
    ['Last Result:  267011\r\n', 'stopped'],
  ])('%j: %s', async (stdout, state) => {
    expect(await look({ stdout })).toBe(state);
  });

  it('is that there is none', async () => {
    expect(await look({ code: 1 })).toBe('absent');
  });
});

describe('what sc tells of the service', () => {
  const look = async (ran: Partial<Ran>) =>
    await createWindowsService(
      { ...WINDOWS_PLACE, winsw: undefined },
      createFakeMachine({ answers: { 'sc.exe': ran } }),
    ).look();

  it.each([
    ['        STATE              : 4  RUNNING', 'running'],
    ['        STATE              : 2  START_PENDING', 'starting'],
    ['        STATE              : 1  STOPPED', 'stopped'],
  ])('%s', async (stdout, state) => {
    expect(await look({ stdout })).toMatchObject({ state });
  });

  it('is that there is none', async () => {
    expect(await look({ code: 1060 })).toEqual({ state: 'absent' });
  });
});

it('is no service of Windows without a WinSW that somebody named', async () => {
  const host = createWindowsService({ ...WINDOWS_PLACE, winsw: undefined }, createFakeMachine());
  await expect(host.install(WINDOWS_JOB)).rejects.toMatchObject({
    code: 'invalid_input',
    hint: expect.stringContaining('--winsw'),
  });
});

it('keeps the home of a service of Windows from everybody but who installs it, who runs it, and the machine', async () => {
  const winsw = { path: 'C:\\WinSW.exe', sha256: 'ab' };
  const plan = await createWindowsService({ ...WINDOWS_PLACE, winsw }, createFakeMachine()).install({
    ...WINDOWS_JOB,
    home: 'C:\\ProgramData\\clawbridge',
  });
  const argvs = plan.flatMap((step) => (step.kind === 'run' ? [step.argv] : []));
  expect(argvs).toContainEqual([
    'icacls.exe',
    'C:\\ProgramData\\clawbridge',
    '/inheritance:r',
    '/grant',
    '*S-1-5-19:(OI)(CI)M',
    '*S-1-5-18:(OI)(CI)F',
    '*S-1-5-32-544:(OI)(CI)F',
    'DESK\\me:(OI)(CI)F',
  ]);
});

it('is no task in a folder whose name Windows would replace', async () => {
  const place = { ...WINDOWS_PLACE, folder: 'C:\\%TEMP%\\service' };
  await expect(createWindowsTask(place, createFakeMachine()).install(WINDOWS_JOB)).rejects.toMatchObject({
    code: 'config_invalid',
    hint: expect.stringContaining('--as startup'),
  });
  const plan = await createWindowsStartup(place, createFakeMachine()).install(WINDOWS_JOB);
  const started = plan.flatMap((step) => (step.kind === 'write' ? [step.content] : [])).at(-1);
  expect(started).toContain('"C:\\%%TEMP%%\\service\\clawbridge.js"');
});

describe('what a tutorial left', () => {
  it('is nothing on most machines', async () => {
    const machine = createFakeMachine({ answers: { 'sc.exe': { code: 1060 }, 'schtasks.exe': { code: 1 } } });
    expect(await findTutorial(machine)).toBeUndefined();
  });

  it('is named, and can be taken away', async () => {
    const machine = createFakeMachine({ answers: { 'sc.exe': { code: 1060 } } });
    const found = await findTutorial(machine);
    expect(found?.names).toEqual(['the task JarvisMCPBridge_AutoStart']);
    expect(found?.removal.map((step) => (step.kind === 'run' ? step.argv[1] : ''))).toEqual([
      '/End',
      '/Delete',
    ]);
    expect((await findTutorial(createFakeMachine()))?.removal).toHaveLength(4);
  });
});
